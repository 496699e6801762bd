// What the editor's side asks the language server beside LSP: methods, parameters and answers, as plain data.

import type { Network, Origin } from '../../engine/network/network.ts';
import type { Recipe } from '../../engine/recipe/recipe.ts';
import type { LayerChange, LayerDetails, PaletteEntry } from '../../webview/protocol/details.ts';
import type { DiagramGraph, ElsewhereProblem } from '../../webview/protocol/diagram.ts';
import type { FigureModel } from '../../webview/protocol/figure.ts';
import type { FigureDepth } from '../../webview/protocol/figurePanel.ts';
import type { GraphChange } from '../../webview/protocol/graphChange.ts';

/** A custom request's method, with the types of what is asked and answered. */
export interface RequestMethod<Parameters, Result> {
  readonly method: string;
  /** Never present: it only carries the types. */
  readonly types?: { readonly parameters: Parameters; readonly result: Result };
}

/** A custom notification's method, with the type of what is told. */
export interface NotificationMethod<Parameters> {
  readonly method: string;
  /** Never present: it only carries the type. */
  readonly types?: { readonly parameters: Parameters };
}

/** As in LSP: lines and UTF-16 characters from zero. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface PlaceRange {
  readonly start: Place;
  readonly end: Place;
}

export interface DiagramParameters {
  /** Of the document; the language server's files are named by URI everywhere, in every `origin` too. */
  readonly uri: string;
  /** The model to draw; the file's first one where absent, or where the file has no such model. */
  readonly model?: string;
}

/** The worst that the checker says about a layer. */
export interface LayerProblem {
  /** Path of the layer. */
  readonly layer: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export interface DiagramAnswer {
  /** Names of the file's models, in order. */
  readonly models: readonly string[];
  readonly network: Network | null;
  /** At most one for each layer, errors before warnings. */
  readonly problems: readonly LayerProblem[];
  /** Errors of the model's text that no layer shows. */
  readonly elsewhere: readonly ElsewhereProblem[];
  /** Why there is nothing to draw and what to do; absent where there is a network. */
  readonly message?: string;
}

/** The whole network of a document's model. It may be large: what follows each key asks for less. */
export const diagramRequest: RequestMethod<DiagramParameters, DiagramAnswer> = {
  method: 'netwright/diagram',
};

export interface VariantParameters extends Required<DiagramParameters> {
  /** Texts of the language by the parameters' names; the others keep their defaults. */
  readonly arguments: Readonly<Record<string, string>>;
}

/** `message` is the first error. */
export type VariantAnswer = Pick<DiagramAnswer, 'network' | 'message'>;

/** A document's model with other arguments than its defaults. */
export const variantRequest: RequestMethod<VariantParameters, VariantAnswer> = {
  method: 'netwright/variant',
};

export interface FigureParameters extends DiagramParameters {
  readonly depth: FigureDepth;
}

export interface FigureAnswer {
  /** Names of the file's models, in order. */
  readonly models: readonly string[];
  readonly figure: FigureModel | null;
  /** Why there is nothing to draw and what to do; absent where there is a figure. */
  readonly message?: string;
}

/** A document's model as a paper's figure shows it. */
export const figureRequest: RequestMethod<FigureParameters, FigureAnswer> = { method: 'netwright/figure' };

export interface GraphParameters extends DiagramParameters {
  /** The version that the asker has. */
  readonly known?: number;
}

/** What the diagram draws of a model: the whole, or what differs from the version that the asker has. */
export interface GraphAnswer extends Pick<DiagramAnswer, 'models' | 'elsewhere' | 'message'> {
  /** Of the graph, among all that one server answers. */
  readonly version: number;
  readonly drawn: DrawnGraph | null;
}

export type DrawnGraph =
  | {
      readonly kind: 'whole';
      readonly graph: DiagramGraph;
      /** The calls that make its layers. */
      readonly calls: readonly Origin[];
      /** The call of each node, by its place among the calls. */
      readonly callOf: readonly number[];
    }
  /** Of the known version; the nodes are made by the same calls, which may stand elsewhere. */
  | { readonly kind: 'change'; readonly change: GraphChange; readonly calls: readonly Origin[] };

/** The graph of a document's model, as it changes. */
export const graphRequest: RequestMethod<GraphParameters, GraphAnswer> = {
  method: 'netwright/graph',
};

export interface DocumentParameters {
  readonly uri: string;
}

export interface RecipeAnswer {
  readonly name: string;
  readonly model: string;
  /** The model with the recipe's arguments. */
  readonly network: Network | null;
  /** Null where the recipe has errors. */
  readonly recipe: Recipe | null;
  /** Neither the recipe nor its model has errors. */
  readonly valid: boolean;
  /** The texts that the document imports, as they are in the editor. */
  readonly imported: readonly { readonly file: string; readonly text: string }[];
  /** The name in the `train` statement. */
  readonly range: PlaceRange;
  /** How to write another learning rate: it stands in this range, between these texts. */
  readonly rate?: { readonly range: PlaceRange; readonly before: string; readonly after: string };
}

/** The recipes of a document, in order. */
export const recipesRequest: RequestMethod<DocumentParameters, readonly RecipeAnswer[]> = {
  method: 'netwright/recipes',
};

export interface LayersAtParameters {
  readonly uri: string;
  readonly position: Place;
  /** Defaults as in `DiagramParameters`. */
  readonly model?: string;
}

/** Paths of the layers that the text at a position makes: its call's, or else its line's. */
export const layersAtRequest: RequestMethod<LayersAtParameters, readonly string[]> = {
  method: 'netwright/layersAt',
};

export interface OriginParameters {
  readonly uri: string;
  readonly model?: string;
  /** Path of a layer, or id of a group. */
  readonly path: string;
}

export interface OriginAnswer {
  readonly uri: string;
  readonly range: PlaceRange;
}

/** Where a layer or group stands in the text; null where the model has none of this name any more. */
export const originRequest: RequestMethod<OriginParameters, OriginAnswer | null> = {
  method: 'netwright/originOf',
};

export interface LensesParameters {
  readonly uri: string;
  /**
   * Texts of the last commit by URI, null for a file that it does not have. Absent where there is no commit to
   * compare with.
   */
  readonly head?: Readonly<Record<string, string | null>>;
}

/** What stands over a model or a recipe. */
export interface LensAnswer {
  /** The name in the `model` or `train` statement. */
  readonly range: PlaceRange;
  readonly model: string;
  /** The recipe that "Train" starts: over a model its own one; null where there is none, or several. */
  readonly recipe: string | null;
  /** "61,706 parameters, 417 kMAC"; empty over a recipe with the model's defaults, or with errors. */
  readonly figures: string;
  /** "+1.20 M parameters, -8 % MACs since HEAD"; empty where nothing changed. */
  readonly difference: string;
  readonly actions: readonly ('diagram' | 'train' | 'profile')[];
}

export interface LensesAnswer {
  readonly lenses: readonly LensAnswer[];
  /** Files whose texts of the last commit are needed to compare with it. */
  readonly missing: readonly string[];
}

/** What stands over the models and recipes of a document, with the difference from the last commit. */
export const lensesRequest: RequestMethod<LensesParameters, LensesAnswer> = {
  method: 'netwright/lenses',
};

export interface PastDiagramParameters {
  readonly uri: string;
  /** Texts of the revision by URI, null for a file that it does not have. */
  readonly texts: Readonly<Record<string, string | null>>;
  /** Defaults as in `DiagramParameters`. */
  readonly model?: string;
}

/** Neither network nor message while texts are missing. */
export interface PastDiagramAnswer extends Pick<DiagramAnswer, 'network' | 'message'> {
  /** What stands behind an error of the text as it was may be missing in the network. */
  readonly hasErrors: boolean;
  /** Files of the revision whose texts are needed. */
  readonly missing: readonly string[];
}

/** The network of a document's model as it was in a revision, whose texts the client gives. */
export const pastDiagramRequest: RequestMethod<PastDiagramParameters, PastDiagramAnswer> = {
  method: 'netwright/pastDiagram',
};

export interface StartingPointParameters {
  /** Of a file that ships with the program. */
  readonly uri: string;
  readonly model: string;
  /** Arguments of the model, as texts of the language. */
  readonly arguments: Readonly<Record<string, string>>;
}

export interface StartingPointAnswer {
  /** The model with all that it needs, its arguments as defaults. */
  readonly text: string;
  /** "25.6 M parameters, 4.09 GMAC" */
  readonly figures: string;
}

/** A model to begin a new file with; null where the file has no such model. */
export const startingPointRequest: RequestMethod<StartingPointParameters, StartingPointAnswer | null> = {
  method: 'netwright/startingPoint',
};

export interface DetailsParameters extends DiagramParameters {
  /** Path of a layer, or id of a group. */
  readonly id: string;
}

/** What there is to say of a layer or group; null where the model has none of this name any more. */
export const detailsRequest: RequestMethod<DetailsParameters, LayerDetails | null> = {
  method: 'netwright/details',
};

export interface EditParameters extends DiagramParameters {
  readonly change: LayerChange;
}

/** Edits of texts, or why there are none. */
export type EditAnswer =
  | {
      readonly edits: readonly {
        readonly uri: string;
        readonly edits: readonly { readonly range: PlaceRange; readonly newText: string }[];
      }[];
      /** `places` of the network that the text makes; what else changes than what was asked for, in a sentence or two. */
      readonly places: number;
      readonly note?: string;
    }
  | { readonly refusal: string };

/** How the text must change so that the network does. */
export const editRequest: RequestMethod<EditParameters, EditAnswer> = { method: 'netwright/edit' };

/** What can be inserted into the document's models. */
export const paletteRequest: RequestMethod<DocumentParameters, readonly PaletteEntry[]> = {
  method: 'netwright/palette',
};

export interface CompiledParameters {
  readonly uri: string;
  /** The document's version that was compiled. */
  readonly version: number;
}

/** Server to client: an open document, or a file that it imports, was compiled anew; views may refresh. */
export const compiledNotification: NotificationMethod<CompiledParameters> = { method: 'netwright/compiled' };
