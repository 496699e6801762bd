// Messages between the editor of ONNX files and the thread that reads them.

import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import type { OnnxAbout, ToOnnxPage } from '../../webview/protocol/onnx.ts';
import type { OperatorGraph } from '../comparison/operators.ts';

/** What the thread is started with. */
export interface ReaderStart {
  /** For names and messages. */
  readonly name: string;
  /** On this machine's disk; undefined where only its bytes are at hand. */
  readonly path: string | undefined;
  readonly bytes: Uint8Array | undefined;
  /** It is to be compared: its operators are wanted, and nothing more will be. */
  readonly compared?: boolean;
}

/** A node or a group of the diagram was chosen. */
export interface ToReader {
  readonly kind: 'describe';
  readonly id: string;
}

export type FromReader =
  | { readonly kind: 'opened'; readonly graph: DiagramGraph; readonly about: OnnxAbout }
  | { readonly kind: 'operators'; readonly operators: OperatorGraph }
  | { readonly kind: 'page'; readonly message: ToOnnxPage }
  /** Says what is wrong with the file and what to do. */
  | { readonly kind: 'failed'; readonly message: string };
