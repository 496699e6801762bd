// docs/settings.md and the manifest say the same of every setting; every view of the manifest says what to do while it is empty.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Setting {
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly enum?: readonly string[];
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
const page = readFileSync(join(repository, 'docs/settings.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `netwright.'));

/** Commands that a text with Markdown links names. */
const commandsIn = (text: string) => [...text.matchAll(/\(command:([\w.]+)\)/g)].map((match) => match[1]!);
const ours = new Set(commands.map(({ command }) => command));

test('the page lists the settings of the manifest, in its order', () => {
  const listed = rows.map((row) => /^\| `([\w.]+)`/.exec(row)![1]);
  expect(listed).toEqual(Object.keys(configuration.properties));
});

test.each(Object.entries(configuration.properties))(
  '%s has its default, text and choices on the page',
  (name, setting) => {
    const row = rows.find((line) => line.startsWith(`| \`${name}\` |`))!;
    expect(row).toContain(`| \`${JSON.stringify(setting.default)}\` | ${setting.markdownDescription}`);
    for (const choice of setting.enum ?? []) expect(row).toContain(`\`${choice}\`: `);
  },
);

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
