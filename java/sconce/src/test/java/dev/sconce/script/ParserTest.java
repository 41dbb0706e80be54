package dev.sconce.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.ScriptException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ParserTest {
    /** The expression with all brackets that its tree has. */
    private static String shape(String text) {
        return shape(Parser.expression("test", text));
    }

    private static String shape(Expr expr) {
        if (expr instanceof Expr.Binary e) {
            return "(" + shape(e.left()) + " " + e.op() + " " + shape(e.right()) + ")";
        } else if (expr instanceof Expr.Unary e) {
            return "(" + e.op() + " " + shape(e.operand()) + ")";
        } else if (expr instanceof Expr.Conditional e) {
            return "(" + shape(e.ifTrue()) + " if " + shape(e.condition()) + " else " + shape(e.ifFalse()) + ")";
        } else if (expr instanceof Expr.TupleLiteral e) {
            return e.elements().stream().map(ParserTest::shape).collect(Collectors.joining(", ", "<", ">"));
        } else if (expr instanceof Expr.Number e) {
            return e.text();
        } else if (expr instanceof Expr.Name e) {
            return e.id();
        }
        return expr.range().text().substring(expr.range().start(), expr.range().end());
    }

    @Test
    void operatorsBindAsInPyTorch() {
        assertEquals("(a + (b * c))", shape("a + b * c"));
        assertEquals("((a - b) - c)", shape("a - b - c"));
        assertEquals("(a ** (b ** c))", shape("a ** b ** c"));
        assertEquals("(- (a ** b))", shape("-a ** b"));
        assertEquals("(a | (b ^ (c & (d << e))))", shape("a | b ^ c & d << e"));
        assertEquals("((not (a == b)) and c)", shape("not a == b and c"));
        assertEquals("(not (a in b))", shape("a not in b"));
        assertEquals("(a if b else (c if d else e))", shape("a if b else c if d else e"));
        assertEquals("(a @ b)", shape("a @ b"));
    }

    @Test
    void signsBelongToNumbers() {
        assertEquals("-9223372036854775808", shape("-9223372036854775808"));
        assertEquals(Long.MIN_VALUE, ((Expr.Number) Parser.expression("test", "-9223372036854775808")).asLong());
        assertEquals(31, ((Expr.Number) Parser.expression("test", "0x1F")).asLong());
    }

    @Test
    void tuplesNeedNoBracketsAndMayEndInAComma() {
        assertEquals("<a, b>", shape("(a, b)"));
        assertEquals("<a>", shape("(a,)"));
        assertEquals("<>", shape("()"));
        assertEquals("a", shape("(a)"));
        Stmt.Def def = (Stmt.Def) Parser.definitions("test", "def f():\n  _0, a, = x\n  return a,\n")
                .get(0);
        assertEquals(
                "<_0, a>", shape(((Stmt.Assign) def.body().get(0)).targets().get(0)));
        assertEquals("<a>", shape(((Stmt.Return) def.body().get(1)).value()));
    }

    @Test
    void subscriptsHoldSlicesWithAnyBoundLeftOut() {
        for (String text : List.of("x[:]", "x[1:]", "x[:2]", "x[::3]", "x[1:2:3]", "x[..., None, 1:]", "x[a, b][0]")) {
            assertTrue(Parser.expression("test", text) instanceof Expr.Subscript, text);
        }
        Expr.Slice slice = (Expr.Slice)
                ((Expr.Subscript) Parser.expression("test", "x[::3]")).indices().get(0);
        assertEquals(null, slice.start());
        assertEquals("3", shape(slice.step()));
    }

    @Test
    void rangesAreOfTheWholeExpression() {
        Expr.Apply call = (Expr.Apply) Parser.expression("test", "torch.add(x, (y), alpha=1)");
        assertEquals("torch.add(x, (y), alpha=1)", shape(call));
        assertEquals("torch.add", shape(call.callee()));
        assertEquals("alpha", call.keywords().get(0).name());
    }

    @Test
    void recordsOfOldArchivesHaveVersionAndImportsInFront() {
        List<Stmt> definitions = Parser.definitions(
                "test",
                "op_version_set = 1\nimport __torch__.a.b\nclass A(Module):\n  x : int\ndef f(a: int=3, *, b: float) -> int:\n  return a\n");
        assertEquals(2, definitions.size());
        Stmt.Def f = (Stmt.Def) definitions.get(1);
        assertTrue(f.params().get(1).keywordOnly() && !f.params().get(0).keywordOnly());
        assertEquals("3", shape(f.params().get(0).defaultValue()));
    }

    @Test
    void whatIsNotTheLanguageIsRefusedWhereItStands() {
        for (String body : List.of(
                "x = ",
                "x y",
                "if a\n    pass",
                "f(a",
                "a, b += c",
                "global a",
                "x: int += 1",
                "return )",
                "a = {1, 2}")) {
            ScriptException e = assertThrows(
                    ScriptException.class, () -> Parser.definitions("code/a.py", "def f():\n  " + body + "\n"), body);
            assertTrue(e.getMessage().matches("(?s).*code/a.py:\\d+\n.*(\\^|<--- HERE)"), e.getMessage());
        }
    }
}
