// The extension's entry: builds the parts, registers the commands, and reports when something cannot start.

import { join } from 'node:path';
import * as vscode from 'vscode';
import { changeLearningRate } from './commands/changeLearningRate.ts';
import { folderOf } from './commands/chooseActiveRun.ts';
import { chooseDevice } from './commands/chooseDevice.ts';
import { compare } from './commands/compare.ts';
import { exportPicture } from './commands/exportPicture.ts';
import { installCuda } from './commands/installCuda.ts';
import { lookInside } from './commands/lookInside.ts';
import { newModel } from './commands/newModel.ts';
import { openDiagram } from './commands/openDiagram.ts';
import { openFigure } from './commands/openFigure.ts';
import { pauseTraining } from './commands/pauseTraining.ts';
import { type ProfileChoice, profile } from './commands/profile.ts';
import { removeCuda } from './commands/removeCuda.ts';
import { resumeTraining } from './commands/resumeTraining.ts';
import { findEarlierRuns } from './commands/runs/findEarlierRuns.ts';
import { registerRunCommands } from './commands/runs/registerRunCommands.ts';
import { saveProfileTrace } from './commands/saveProfileTrace.ts';
import { showResults } from './commands/showResults.ts';
import { startJob } from './commands/startJob.ts';
import { stopTraining } from './commands/stopTraining.ts';
import { train } from './commands/train.ts';
import { findLearningRate, overfitOneBatch } from './commands/trials.ts';
import { commandIds } from './contributions.ts';
import { GitHead } from './language-client/gitHead.ts';
import { startLanguageService } from './language-client/languageClient.ts';
import { ModelLenses } from './language-client/modelLenses.ts';
import { ComparisonPanel } from './panels/comparisonPanel.ts';
import { DashboardPanel } from './panels/dashboardPanel.ts';
import { DiagramPanels } from './panels/diagramPanels.ts';
import { FigurePanel } from './panels/figurePanel.ts';
import { InsidePanel } from './panels/insidePanel.ts';

import { LayerSelection } from './panels/layerSelection.ts';
import { registerOnnxEditor } from './panels/onnxEditor.ts';
import { profileOverlaySource } from './panels/profileOverlays.ts';
import { ProfilePanel } from './panels/profilePanel.ts';
import { ResultsPanel } from './panels/resultsPanel.ts';
import { RunComparisonPanel } from './panels/runComparisonPanel.ts';
import { trainingOverlaySource } from './panels/trainingOverlays.ts';
import { ProfileController } from './profiling/profileController.ts';
import { ProfileDecorations } from './profiling/profileDecorations.ts';
import { RunsView } from './runs/runsView.ts';
import { AutoDevice } from './training/autoDevice.ts';
import { askForAutomaticDevice } from './training/findDevices.ts';
import { TrainingQueue } from './training/trainingQueue.ts';
import { TrainingRuns } from './training/trainingRuns.ts';
import { trainingStatusBar } from './training/trainingStatusBar.ts';
import { followAutomaticChoices, trainingSurroundings } from './training/trainingSurroundings.ts';
import { TrialRunner } from './training/trialRunner.ts';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Netwright', { log: true });
  context.subscriptions.push(log);
  const bundle = (name: string) => join(context.extensionPath, 'dist', name);
  // Needs nothing else, so that a file opens while the language server starts.
  const onnx = registerOnnxEditor(context, bundle('onnxReader.js'), log);
  context.subscriptions.push(onnx);
  const runs = new RunsView(context);
  context.subscriptions.push(runs);
  const language = await startLanguageService(bundle('languageServer.js'), log);
  const training = new TrainingRuns(trainingSurroundings(bundle('engine.js'), log));
  const selection = new LayerSelection();
  const dashboard = new DashboardPanel(context, { training, language, selection }, log);
  const queue = new TrainingQueue(context.workspaceState, training, (job, lane) => {
    void startJob({ training, dashboard }, job, lane);
  });
  for (const view of [runs, dashboard]) view.showQueue(queue);
  const auto = new AutoDevice(() => askForAutomaticDevice(bundle('engine.js'), log));
  context.subscriptions.push(queue, followAutomaticChoices(training, auto));
  const services = { language, training, dashboard, queue, auto };
  const profiles = new ProfileController(bundle('engine.js'), log);
  const diagrams = new DiagramPanels(
    context,
    language,
    log,
    [trainingOverlaySource(training), profileOverlaySource(profiles)],
    selection,
  );
  const profilePanel = new ProfilePanel(context, profiles, language, log);
  const register = (id: string, run: (...words: never[]) => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(id, run));
  register(commandIds.openDiagram, (uri?: vscode.Uri, model?: unknown) =>
    openDiagram(diagrams, uri, typeof model === 'string' ? model : undefined),
  );
  const figure = new FigurePanel(context, language, log);
  context.subscriptions.push(figure);
  register(commandIds.openFigure, (uri?: vscode.Uri, model?: unknown) => {
    // From its title, the editor names the page of the diagram instead of a text.
    const drawn = typeof model === 'string' ? undefined : diagrams.active();
    if (drawn) return openFigure(figure, drawn.uri, drawn.model);
    return openFigure(figure, uri, typeof model === 'string' ? model : undefined);
  });
  register(commandIds.exportPicture, (view?: unknown) =>
    exportPicture(
      view === 'figure' || (view !== 'diagram' && figure.active)
        ? figure.picture()
        : (onnx.picture() ?? diagrams.picture() ?? figure.picture()),
    ),
  );
  register(commandIds.newModel, () => newModel(language, context.extensionUri, log));
  register(commandIds.train, (uri?: vscode.Uri, recipe?: unknown) =>
    train(services, uri, typeof recipe === 'string' ? recipe : undefined),
  );
  const trials = new TrialRunner(bundle('engine.js'), log);
  register(commandIds.findLearningRate, (uri?: vscode.Uri, recipe?: unknown) =>
    findLearningRate({ language, trials }, uri, typeof recipe === 'string' ? recipe : undefined),
  );
  register(commandIds.overfitOneBatch, (uri?: vscode.Uri, recipe?: unknown) =>
    overfitOneBatch({ language, trials }, uri, typeof recipe === 'string' ? recipe : undefined),
  );
  register(commandIds.chooseDevice, () => chooseDevice(bundle('engine.js'), log));
  register(commandIds.installCuda, () => installCuda(bundle('engine.js')).finally(() => auto.forget()));
  register(commandIds.removeCuda, () => removeCuda().finally(() => auto.forget()));
  register(commandIds.stopTraining, (run?: unknown) => stopTraining(training, run));
  register(commandIds.pauseTraining, (run?: unknown) => pauseTraining(training, run));
  register(commandIds.changeLearningRate, (given?: unknown, run?: unknown) => {
    const rate = typeof given === 'number' ? given : undefined;
    return changeLearningRate(training, rate, rate === undefined ? given : run);
  });
  register(commandIds.resumeTraining, (run?: unknown, waits?: unknown) =>
    resumeTraining({ ...services, runs }, run, waits === true),
  );
  const inside = new InsidePanel(context, { enginePath: bundle('engine.js'), language, selection }, log);
  const known = { dashboard, runs };
  register(commandIds.lookInside, (run?: unknown, index?: unknown) =>
    lookInside(known, inside, run, typeof index === 'number' ? index : undefined),
  );
  const results = new ResultsPanel(context, bundle('engine.js'), log);
  register(commandIds.showResults, (run?: unknown) => showResults(known, results, run));
  register(commandIds.openTraining, (run?: unknown) => dashboard.openCurrent(folderOf(run)));
  register(commandIds.profile, (uri?: vscode.Uri, model?: unknown, choice?: ProfileChoice) =>
    profile({ language, profiles, profilePanel }, uri, typeof model === 'string' ? model : undefined, choice),
  );
  register(commandIds.saveProfileTrace, () => saveProfileTrace(profiles));
  const git = new GitHead(log);
  const comparison = new ComparisonPanel(context, language, bundle('comparer.js'), log);
  register(commandIds.compare, (uri?: vscode.Uri, model?: unknown, revision?: unknown) => {
    const text = (word: unknown) => (typeof word === 'string' ? word : undefined);
    return compare(
      { language, git, comparison, onnxReader: bundle('onnxReader.js') },
      uri,
      text(model),
      text(revision),
    );
  });
  const runComparison = new RunComparisonPanel(context, { runs, diagrams: comparison }, log);
  context.subscriptions.push(comparison, runComparison);
  context.subscriptions.push(...registerRunCommands({ runs, training, dashboard, queue }, runComparison));
  void findEarlierRuns({ runs, training, dashboard, queue }, context.workspaceState);
  context.subscriptions.push(git, new ModelLenses(language, git));
  context.subscriptions.push(
    selection,
    inside,
    language,
    training,
    diagrams,
    dashboard,
    trainingStatusBar(training),
  );
  context.subscriptions.push(profiles, profilePanel, new ProfileDecorations(profiles));
}
