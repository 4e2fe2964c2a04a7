/** The decorators of class-transformer as it keeps them: not exported by its root, so declared here. */
declare module 'class-transformer/cjs/storage.js' {
  interface TypeMetadata {
    readonly typeFunction: (options?: unknown) => unknown;
    readonly options?: { readonly discriminator?: unknown };
  }
  export const defaultMetadataStorage: {
    findTypeMetadata(target: unknown, property: string): TypeMetadata | undefined;
    findTransformMetadatas(target: unknown, property: string, type: 0): readonly unknown[];
    getExposedMetadatas(target: unknown): readonly unknown[];
    getExcludedMetadatas(target: unknown): readonly unknown[];
  };
}
