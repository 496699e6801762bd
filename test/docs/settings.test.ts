// docs/settings.md and the manifest say the same of every setting; every view of the manifest says what to do while it is empty.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Setting {
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
}

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
  };
}

const repository = join(import.meta.dirname, '../..');
const manifest: Manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const { configuration, commands, views, viewsWelcome, walkthroughs } = manifest.contributes;
const pageFile = join(repository, 'docs/settings.md');
const page = readFileSync(pageFile, 'utf8');
/** Commands that a text with Markdown links names. */
const commandsIn = (text: string) => [...text.matchAll(/\(command:([\w.]+)\)/g)].map((match) => match[1]!);
const ours = new Set(commands.map(({ command }) => command));

const head = '| setting | default | what it does |\n|---|---|---|\n';

/** As the page has it; choices follow the description. */
function row([name, { default: usual, markdownDescription, ...setting }]: readonly [
  string,
  Setting,
]): string {
  const choices = (setting.enum ?? []).map(
    (choice, place) => ` \`${choice}\`: ${setting.enumDescriptions?.[place] ?? ''}`,
  );
  return `| \`${name}\` | \`${JSON.stringify(usual)}\` | ${markdownDescription}${choices.join('')} |\n`;
}

// UPDATE_DOCS=1 writes it anew.
test('the page has every setting of the manifest with its default, text and choices', () => {
  const [words] = page.split(head);
  const expected = `${words}${head}${Object.entries(configuration.properties).map(row).join('')}`;
  if (process.env['UPDATE_DOCS']) writeFileSync(pageFile, expected);
  expect(readFileSync(pageFile, 'utf8')).toBe(expected);
});

describe('someone new', () => {
  test('is told in every view what to do while it is empty, by commands that exist', () => {
    for (const { id } of Object.values(views).flat()) {
      const welcome = viewsWelcome.filter(({ view }) => view === id).map(({ contents }) => contents);
      expect(welcome.length, id).toBeGreaterThan(0);
      for (const contents of welcome) {
        const named = commandsIn(contents);
        expect(named.length, contents).toBeGreaterThan(0);
        for (const command of named) {
          if (command.startsWith('netwright.')) expect(ours).toContain(command);
        }
      }
    }
  });

  test('comes from an empty folder to a trained network in five steps, each with a button and a picture', () => {
    const [walkthrough] = walkthroughs;
    const { steps } = walkthrough!;
    expect(steps.map(({ id }) => id)).toEqual(['folder', 'model', 'diagram', 'train', 'runs']);
    for (const { description, media } of steps) {
      expect(commandsIn(description)).toHaveLength(1);
      expect(existsSync(join(repository, media.svg)), media.svg).toBe(true);
      const picture = readFileSync(join(repository, media.svg), 'utf8');
      // Colours of the theme alone, each with one for where there is no theme.
      expect(picture.replaceAll(/var\(--vscode-[\w-]+, #[0-9a-f]+\)/g, '')).not.toMatch(/#[0-9a-f]{3,8}\b/);
      expect(media.altText).toMatch(/\.$/);
    }
  });
});
