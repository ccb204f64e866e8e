export interface RegularizerSpec {
  readonly kind: string;
}
