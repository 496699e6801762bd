// Netwright: Choose Device. Lists where networks can be trained here, and why not elsewhere; writes the setting.

import * as vscode from 'vscode';
import { reasonAgainstCuda } from '../../engine/providers/installCuda.ts';
import { commandIds, settingIds } from '../contributions.ts';
import { type DeviceChoice, deviceChoices } from '../training/deviceChoices.ts';
import { findDevices } from '../training/findDevices.ts';

interface Item extends vscode.QuickPickItem {
  readonly choice: DeviceChoice;
}

export async function chooseDevice(modulePath: string, log: vscode.LogOutputChannel): Promise<void> {
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = 'Where networks are trained';
  picker.placeholder = 'Looking at what works on this machine …';
  picker.busy = true;
  picker.matchOnDescription = true;
  picker.show();
  try {
    const picked = new Promise<Item | undefined>((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]));
      picker.onDidHide(() => resolve(undefined));
    });
    await Promise.race([fill(picker, modulePath, log), picked]);
    const item = await picked;
    picker.hide();
    if (item) await take(item.choice);
  } catch (failure) {
    void vscode.window.showErrorMessage(failure instanceof Error ? failure.message : String(failure));
  } finally {
    picker.dispose();
  }
}

async function fill(
  picker: vscode.QuickPick<Item>,
  modulePath: string,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const devices = await findDevices(modulePath, log);
  // Read last: a choice just made may still be on its way.
  const current = vscode.workspace.getConfiguration().get<string>(settingIds.device, 'recipe');
  const choices = deviceChoices(devices, current);
  picker.items = choices.map(itemOf);
  picker.activeItems = picker.items.filter(({ choice }) => choice.current);
  picker.placeholder = 'Choose where networks are trained';
  picker.busy = false;
}

function itemOf(choice: DeviceChoice): Item {
  const { value, current, available, description, cause } = choice;
  const icon = current ? '$(check)' : available ? '$(blank)' : '$(circle-slash)';
  return {
    choice,
    label: `${icon} ${value}`,
    description: current ? `${description} (chosen now)` : description,
    ...(cause === undefined ? {} : { detail: `Not here: ${cause}` }),
  };
}

/** What does not work is explained in place of being chosen. */
async function take({ value, available, reason }: DeviceChoice): Promise<void> {
  if (available) {
    const settings = vscode.workspace.getConfiguration();
    const inWorkspace = settings.inspect(settingIds.device)?.workspaceValue !== undefined;
    const { Global, Workspace } = vscode.ConfigurationTarget;
    await settings.update(settingIds.device, value, inWorkspace ? Workspace : Global);
    return;
  }
  const install = 'Install CUDA Provider';
  const installable = value === 'cuda' && reasonAgainstCuda(process.platform, process.arch) === undefined;
  const message = reason ?? `\`${value}\` cannot be used here.`;
  const answer = await vscode.window.showWarningMessage(message, ...(installable ? [install] : []));
  if (answer === install) await vscode.commands.executeCommand(commandIds.installCuda);
}
