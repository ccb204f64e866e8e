import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '../..');

/** A page for people: its path in the repository and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A complete program shown on a page. */
export interface Program {
  /** Page and line of its first line, as an editor shows them. */
  readonly place: string;
  /** Path of the file it is taken for, beside its page. */
  readonly file: string;
  readonly text: string;
  /** What the page says it prints: the `text` block right behind it; `null` if it says nothing. */
  readonly prints: string | null;
}

/** A fenced block: its language, its text and where it is. */
interface Block {
  readonly language: string;
  readonly text: string;
  /** First line inside the fences, counted from 1. */
  readonly line: number;
  /** True if only blank lines are between it and the block before. */
  readonly follows: boolean;
}

/** The README and all pages of `docs` and `bench`. */
export function allPages(): Page[] {
  const docs = readdirSync(join(root, 'docs')).map((name) => `docs/${name}`);
  return ['README.md', ...docs.sort(), 'bench/README.md']
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** The `ts` blocks of a page that are programs: they import what they use. */
export function programsOf({ path, text }: Page): Program[] {
  const blocks = blocksOf(text);
  return blocks.flatMap((block, i) => {
    if (block.language !== 'ts' || !/^import /m.test(block.text)) return [];
    const next = blocks[i + 1];
    const file = `${path.replace(/\.md$/, '')}-${block.line}.ts`;
    const prints = next?.language === 'text' && next.follows ? next.text : null;
    return [{ place: `${path}:${block.line}`, file, text: block.text, prints }];
  });
}

/** The commands of a page: lines of indented or fenced blocks that begin with `npm`. */
export function commandsOf({ text }: Page): string[] {
  const lines = text.split('\n').filter((line) => /^( {4})?npm /.test(line));
  return lines.flatMap((line) => line.replace(/ +#.*$/, '').split('&&')).map((c) => c.trim());
}

function blocksOf(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let open: { language: string; at: number; follows: boolean } | null = null;
  let blankSince = false;
  for (const [i, line] of lines.entries()) {
    if (open === null && /^```\w/.test(line)) {
      open = { language: line.slice(3).trim(), at: i + 1, follows: blankSince };
    } else if (open !== null && line === '```') {
      const { language, at, follows } = open;
      blocks.push({ language, text: lines.slice(at, i).join('\n'), line: at + 1, follows });
      open = null;
      blankSince = true;
    } else if (open === null && line.trim() !== '') blankSince = false;
  }
  return blocks;
}
