/** A word of a record in memory. */
// @ts-ignore: decorator
@inline
export function word(base: usize, field: i32): i32 {
  return load<i32>(base + ((<usize>field) << 2));
}

/** A word of a record in memory that is an address. */
// @ts-ignore: decorator
@inline
export function address(base: usize, field: i32): usize {
  return <usize>load<u32>(base + ((<usize>field) << 2));
}
