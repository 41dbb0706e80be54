/**
 * The front end: from the {@code code/} records of an archive to graphs.
 *
 * <p>{@link dev.sconce.script.CompilationUnit} is the way in. A {@code Lexer} and {@code Parser} make syntax trees, {@code
 * ClassDeclarations} makes types, and an {@code Emitter} compiles a function when its graph is first asked for: the parts named
 * {@code ...Emitter} emit statements and expressions, a {@code SugaredValue} is what a name means before it is a value of the graph,
 * and {@code SsaConversion}, {@code ExitTransform} and {@code ForkLifting} give the graph its final form. Calls are resolved by
 * {@link dev.sconce.ir.SchemaMatcher} against the operators that there are. Semantics are those of PyTorch's own front end.
 */
package dev.sconce.script;
