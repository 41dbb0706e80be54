package dev.sconce.script;

import dev.sconce.ir.SourceRange;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of an operator in the source of an archive, found without compiling it: {@code torch.relu(x)} or {@code ops.prim.dtype(x)}. For
 * who counts them; what is not supported of them says {@link CompilationUnit#unsupported}.
 *
 * @param operator with its namespace and without overload: {@code aten::relu}
 * @param range of the name, for messages
 */
public record OperatorCall(String operator, SourceRange range) {
    /**
     * The calls in a source, in its order.
     *
     * @param file name for messages, such as {@code code/__torch__.py}
     * @throws dev.sconce.ScriptException when the text has characters that no TorchScript has
     */
    public static List<OperatorCall> in(String file, String source) {
        List<Token> tokens = Lexer.tokens(file, source);
        List<OperatorCall> calls = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (i > 0 && tokens.get(i - 1).is(".")) {
                continue;
            }
            if (isPath(tokens, i, "torch", 1)) {
                calls.add(call(tokens, i, "aten", i + 2));
            } else if (isPath(tokens, i, "ops", 2)) {
                calls.add(call(tokens, i, tokens.get(i + 2).text(), i + 4));
            }
        }
        return calls;
    }

    private static OperatorCall call(List<Token> tokens, int first, String namespace, int name) {
        SourceRange range = tokens.get(first).range().to(tokens.get(name).range());
        return new OperatorCall(namespace + "::" + tokens.get(name).text(), range);
    }

    /** Whether there stands {@code root}, so many times a dot and a name, and an opening parenthesis. */
    private static boolean isPath(List<Token> tokens, int at, String root, int names) {
        int open = at + 1 + 2 * names;
        if (open >= tokens.size()
                || !tokens.get(at).text().equals(root)
                || !tokens.get(at).is(Token.IDENTIFIER)) {
            return false;
        }
        for (int i = at + 1; i < open; i += 2) {
            if (!tokens.get(i).is(".") || !isName(tokens.get(i + 1))) {
                return false;
            }
        }
        return tokens.get(open).is("(");
    }

    /** Keywords are names after a dot: {@code torch.is}. */
    private static boolean isName(Token token) {
        return !token.text().isEmpty()
                && Character.isJavaIdentifierStart(token.text().charAt(0));
    }
}
