import { createHash } from 'node:crypto';
import { parseIdentity } from '../administrators.js';
import { type NewHandleValue, nul } from '../records.js';
import type { BatchAction, BatchOperation } from './batch-operation.js';
import { BatchLineError, beginsOperation, parseValueLine } from './batch-values.js';

/** An operation whose lines are still coming. */
interface OpenOperation {
  keyword: string;
  rest: string;
  line: number;
  /** Lines below the first. */
  lines: { text: string; number: number }[];
  /** Characters of these lines. */
  length: number;
}

/** Operations that are one line; the others go on to a blank line, or to the next operation. */
const oneLiners = new Set(['delete', 'remove']);
const logged: Record<string, string> = {
  create: 'create',
  add: 'add values',
  modify: 'modify values',
  delete: 'delete',
  remove: 'remove values',
  authenticate: 'authenticate',
};
const mostLines = 2000;
const mostLetters = 4_194_304;

/**
 * Reads batch files of hdl-genericbatch line by line, and those that pyhandle writes, whose value blocks end at the
 * next operation instead of a blank line. Comments with `#` are an extension. Never throws: what cannot be read is an
 * `invalid` operation, and the file goes on behind it.
 */
export class BatchParser {
  private open: OpenOperation | undefined;
  private number = 0;

  /** Takes the next line, without its end. @returns the operations that are complete now */
  push(rawLine: string): BatchOperation[] {
    this.number++;
    const line = (this.number === 1 ? rawLine.replace(/^\ufeff/, '') : rawLine).replace(/\r$/, '');
    if (this.open?.keyword === 'authenticate') {
      this.keep(this.open, line);
      return this.close();
    }
    if (line.startsWith('#')) return [];
    if (line.trim() === '') return this.close();
    if (beginsOperation(line)) return [...this.close(), ...this.begin(line)];
    if (this.open === undefined) return [invalid(line, this.number, 'error in command line')];
    this.keep(this.open, line);
    return [];
  }

  /** Of an operation that is too large only that much is kept as shows it. */
  private keep(open: OpenOperation, text: string): void {
    if (isTooLarge(open)) return;
    open.lines.push({ text, number: this.number });
    open.length += text.length;
  }

  /** Says that there are no more lines. */
  end(): BatchOperation[] {
    return this.close();
  }

  private begin(line: string): BatchOperation[] {
    const [, keyword = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
    this.open = {
      keyword: keyword.toLowerCase(),
      rest: rest.trim(),
      line: this.number,
      lines: [],
      length: 0,
    };
    return oneLiners.has(this.open.keyword) ? this.close() : [];
  }

  private close(): BatchOperation[] {
    const open = this.open;
    this.open = undefined;
    return open === undefined ? [] : operationsOf(open);
  }
}

const isTooLarge = ({ lines, length }: OpenOperation) => lines.length > mostLines || length > mostLetters;

function operationsOf(open: OpenOperation): BatchOperation[] {
  switch (open.keyword) {
    case 'sessionsetup':
      // How the tool talks to its server; here the connection is there already.
      return [];
    case 'home':
    case 'unhome':
      return homes(open, open.keyword);
    default:
      return [operationOf(open)];
  }
}

function operationOf(open: OpenOperation): BatchOperation {
  const { keyword, rest, line, lines } = open;
  const secret = keyword === 'authenticate';
  const text = [`${keyword} ${rest}`, ...(secret ? [] : lines.map((one) => one.text))].join('\n');
  return {
    line,
    what: logged[keyword] ?? keyword,
    subject: shown(keyword === 'remove' ? rest.slice(rest.indexOf(':') + 1) : rest),
    action: actionOf(open),
    digest: digestOf(text),
  };
}

function actionOf(open: OpenOperation): BatchAction {
  const { keyword, rest, lines } = open;
  if (isTooLarge(open)) return { kind: 'invalid', reason: 'more than 2000 lines or 4 MB in one operation' };
  if ([rest, ...lines.map(({ text }) => text)].some((text) => text.includes(nul)))
    return { kind: 'invalid', reason: 'a NUL character' };
  if (keyword === 'authenticate') return authentication(rest, lines[0]?.text);
  if (rest === '') return { kind: 'invalid', reason: 'error in command line' };
  if (keyword === 'delete') return { kind: 'change', change: { kind: 'delete', name: rest } };
  if (keyword === 'remove') return removal(rest);
  if (lines.length === 0) return { kind: 'invalid', reason: `no handle values for ${rest}` };
  const values: NewHandleValue[] = [];
  for (const { text, number } of lines) {
    const value = read(text.trim());
    if (typeof value === 'string') return { kind: 'invalid', reason: `${value} (line ${number})` };
    if (values.some(({ index }) => index === value.index))
      return { kind: 'invalid', reason: `the index ${value.index} is given twice (line ${number})` };
    values.push(value);
  }
  return { kind: 'change', change: { kind: keyword as 'create' | 'add' | 'modify', name: rest, values } };
}

function read(text: string): NewHandleValue | string {
  try {
    return parseValueLine(text);
  } catch (error) {
    if (error instanceof BatchLineError) return error.message;
    throw error;
  }
}

/** `<i>[,<j>…]:<handle>` */
function removal(rest: string): BatchAction {
  const [, list = '', name = ''] = /^([\d,\s]+):(.+)$/.exec(rest) ?? [];
  const indexes = list.split(',').map((one) => one.trim());
  if (name === '' || !indexes.every((one) => /^\d{1,9}$/.test(one)))
    return { kind: 'invalid', reason: 'error in indexes string' };
  return { kind: 'change', change: { kind: 'remove', name, indexes: indexes.map(Number) } };
}

function authentication(rest: string, secret = ''): BatchAction {
  const [, method = '', who = ''] = /^(\w+):(.*)$/s.exec(rest) ?? [];
  const identity = parseIdentity(who);
  if (method.toUpperCase() === 'SESSION') return { kind: 'session', sessionId: who };
  if (method.toUpperCase() === 'SECKEY' && identity !== undefined)
    return { kind: 'authenticate', identity, password: secret };
  const reason =
    method.toUpperCase() === 'PUBKEY'
      ? 'a private key stays on your machine: run the file with the command waymark batch'
      : 'error in authentication line(s)';
  return { kind: 'invalid', reason };
}

/** One operation for each prefix below the line with the server's address. */
function homes({ lines, line, keyword }: OpenOperation, kind: 'home' | 'unhome'): BatchOperation[] {
  if (lines.length === 0) return [invalid(keyword, line, 'error in command line')];
  return lines.map(({ text, number }) => {
    const subject = shown(text.trim());
    const prefix = subject.replace(/^0\.NA\//i, '');
    return {
      line: number,
      what: kind,
      subject,
      action: { kind, prefix },
      digest: digestOf(`${kind} ${subject}`),
    };
  });
}

function invalid(text: string, line: number, reason: string): BatchOperation {
  const subject = shown(text.trim().slice(0, 80));
  return { line, what: 'invalid', subject, action: { kind: 'invalid', reason }, digest: digestOf(text) };
}

/** A name as results show it: no longer than any name is, and without NUL, which PostgreSQL does not store. */
const shown = (text: string) => text.slice(0, 2000).replaceAll(nul, '\ufffd');

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64url');
