/**
 * The intermediate representation: types, graphs in single assignment, schemas of operators, and their text forms,
 * which are PyTorch's.
 *
 * <p>{@link dev.sconce.ir.SchemaMatcher} decides which overload a call means; {@link dev.sconce.ir.GraphVerifier}
 * says whether a graph is what everybody may rely on; {@link dev.sconce.ir.GraphParser} reads what a graph prints.
 * Graphs are not thread-safe; types and schemas are immutable once their source is compiled.
 */
package dev.sconce.ir;
