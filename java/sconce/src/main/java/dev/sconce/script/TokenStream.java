package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.ir.SourceRange;
import java.util.List;

/** A cursor over the tokens of a source. */
class TokenStream {
    private final List<Token> tokens;
    private int position;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    final Token current() {
        return tokens.get(position);
    }

    final boolean at(String kind) {
        return current().is(kind);
    }

    final Token lookahead() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    /** The current token; moves behind it. */
    final Token next() {
        Token token = current();
        position = Math.min(position + 1, tokens.size() - 1);
        return token;
    }

    /** Moves behind the current token if it is of that kind. */
    final boolean accept(String kind) {
        if (!at(kind)) {
            return false;
        }
        next();
        return true;
    }

    final Token expect(String kind) {
        if (!at(kind)) {
            throw error("Expected " + kind + " but found " + current().kind());
        }
        return next();
    }

    final ScriptException error(String message) {
        return new ScriptException(message, current().range());
    }

    /** From the start of {@code first} to the end of the token last read. */
    final SourceRange since(SourceRange first) {
        SourceRange last = position == 0 ? first : tokens.get(position - 1).range();
        return first.to(last);
    }
}
