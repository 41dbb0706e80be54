package dev.sconce.script;

import dev.sconce.UnsupportedException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.InterfaceType;
import dev.sconce.ir.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds all operators that a model needs and that do not exist, not only the first: names are looked for in the syntax trees of every
 * method of the module, of the classes that it is made of, and of the functions that these name. Where all names are known, the function
 * is compiled, which finds arguments that no overload takes.
 */
final class OperatorSurvey {
    private final CompilationUnit unit;
    private final Builtins builtins;
    private final Set<Object> seen = new HashSet<>();
    private final Deque<Function> functions = new ArrayDeque<>();
    private final List<UnsupportedException> problems = new ArrayList<>();
    private final Set<String> missing = new HashSet<>();

    private OperatorSurvey(CompilationUnit unit) {
        this.unit = unit;
        this.builtins = new Builtins(null, unit);
    }

    static List<UnsupportedException> of(CompilationUnit unit, ClassType module) {
        OperatorSurvey survey = new OperatorSurvey(unit);
        survey.visit(module);
        while (!survey.functions.isEmpty()) {
            survey.visit(survey.functions.pop());
        }
        return survey.problems;
    }

    private void visit(Type type) {
        if (type instanceof ClassType of && seen.add(of)) {
            of.attributes().forEach(a -> visit(a.type()));
            of.methods().forEach(functions::add);
        } else if (!(type instanceof ClassType || type instanceof InterfaceType)) {
            type.containedTypes().forEach(this::visit);
        }
    }

    private void visit(Function function) {
        if (!seen.add(function)) {
            return;
        }
        Stmt.Def body = unit.body(function);
        List<UnsupportedException> found = new ArrayList<>();
        if (body != null) {
            SyntaxWalk.selections(body.body(), select -> visit(select, found));
        }
        if (!found.isEmpty()) {
            found.forEach(this::report);
            return;
        }
        try {
            function.graph();
        } catch (UnsupportedException problem) {
            report(problem);
        }
    }

    /** Each operator is reported once by name, where it is called first. */
    private void report(UnsupportedException problem) {
        if (missing.add(problem instanceof MissingOperator of ? of.operator() : problem.getMessage())) {
            problems.add(problem);
        }
    }

    /** A dotted name: an operator, or a class or function of the model. */
    private void visit(Expr.Select select, List<UnsupportedException> found) {
        String name = SyntaxWalk.dottedName(select);
        if (name == null) {
            return;
        }
        if (name.startsWith("__torch__.")) {
            Type type = unit.findType(name);
            if (type != null) {
                visit(type);
            } else if (unit.findFunction(name) != null) {
                functions.add(unit.findFunction(name));
            }
            return;
        }
        String[] parts = name.split("\\.");
        String operator = parts[0].equals("torch") && parts.length == 2
                ? "aten::" + parts[1]
                : parts[0].equals("ops") && parts.length == 3 ? parts[1] + "::" + parts[2] : null;
        if (operator != null && !builtins.exists(operator) && !Callables.Await.isOperator(operator)) {
            found.add(builtins.unknown(operator, select.range()));
        }
    }
}
