// Types of the colours that VS Code's default themes give to a page.

export declare const editorThemes: Readonly<
  Record<
    'light' | 'dark' | 'contrast',
    { readonly kind: string; readonly variables: Readonly<Record<string, string>> }
  >
>;
