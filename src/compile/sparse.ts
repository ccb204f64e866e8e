/** A sparse matrix by rows: entries of row i are `ptr[i] .. ptr[i + 1] - 1`, columns ascending. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly ptr: Uint32Array;
  readonly column: Uint32Array;
  readonly value: Float64Array;
}

/** Builds a matrix from rows of (column, value) pairs; zeros are left out, repeats add up. */
export function sparseFromRows(
  rows: number,
  columns: number,
  rowOf: (row: number, add: (column: number, value: number) => void) => void,
): SparseMatrix {
  const sums = new Float64Array(columns);
  const touched = new Uint8Array(columns);
  const ptr = new Uint32Array(rows + 1);
  const column: number[] = [];
  const value: number[] = [];
  let list: number[] = [];
  const add = (j: number, v: number): void => {
    if (touched[j] === 0) {
      touched[j] = 1;
      list.push(j);
    }
    sums[j] = sums[j]! + v;
  };
  for (let i = 0; i < rows; i++) {
    list = [];
    rowOf(i, add);
    list.sort((a, b) => a - b);
    for (const j of list) {
      if (sums[j] !== 0) {
        column.push(j);
        value.push(sums[j]!);
      }
      sums[j] = 0;
      touched[j] = 0;
    }
    ptr[i + 1] = column.length;
  }
  return { rows, columns, ptr, column: Uint32Array.from(column), value: Float64Array.from(value) };
}

/** The product a * b. */
export function multiply(a: SparseMatrix, b: SparseMatrix): SparseMatrix {
  return sparseFromRows(a.rows, b.columns, (i, add) => {
    for (let k = a.ptr[i]!; k < a.ptr[i + 1]!; k++) {
      const inner = a.column[k]!;
      for (let l = b.ptr[inner]!; l < b.ptr[inner + 1]!; l++) {
        add(b.column[l]!, a.value[k]! * b.value[l]!);
      }
    }
  });
}

/** The transposed matrix. */
export function transpose(a: SparseMatrix): SparseMatrix {
  const ptr = new Uint32Array(a.columns + 1);
  for (const j of a.column) ptr[j + 1]! += 1;
  for (let j = 0; j < a.columns; j++) ptr[j + 1]! += ptr[j]!;
  const next = ptr.slice();
  const column = new Uint32Array(a.column.length);
  const value = new Float64Array(a.column.length);
  for (let i = 0; i < a.rows; i++) {
    for (let k = a.ptr[i]!; k < a.ptr[i + 1]!; k++) {
      const at = next[a.column[k]!]!++;
      column[at] = i;
      value[at] = a.value[k]!;
    }
  }
  return { rows: a.columns, columns: a.rows, ptr, column, value };
}

/** The identity of size n, each row times `factor(row)`. */
export function diagonal(n: number, factor: (row: number) => number = () => 1): SparseMatrix {
  return sparseFromRows(n, n, (i, add) => add(i, factor(i)));
}
