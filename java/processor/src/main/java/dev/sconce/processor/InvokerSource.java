package dev.sconce.processor;

import java.util.List;

/** The text of a generated invoker class: a switch over the operators of a family. */
final class InvokerSource {
    /** Operators a switch method: keeps each method small enough for the just-in-time compiler. */
    private static final int PER_METHOD = 64;

    private InvokerSource() {}

    static String of(String pack, String name, String family, List<Invocation> invocations) {
        StringBuilder text = new StringBuilder();
        text.append("package ").append(pack).append(";\n\n");
        text.append("/** Calls the operators of {@link ").append(family).append("}. Generated. */\n");
        text.append("public final class ").append(name).append(" extends Invoker {\n");
        text.append("    @Override\n    public Object invoke(int index, Object[] a) {\n");
        text.append("        switch (index / ").append(PER_METHOD).append(") {\n");
        int parts = (invocations.size() + PER_METHOD - 1) / PER_METHOD;
        for (int part = 0; part < parts; part++) {
            text.append("            case ")
                    .append(part)
                    .append(": return invoke")
                    .append(part)
                    .append("(index, a);\n");
        }
        text.append(
                "            default: throw new IllegalArgumentException(\"no operator \" + index);\n        }\n    }\n");
        for (int part = 0; part < parts; part++) {
            text.append("\n    private static Object invoke").append(part).append("(int index, Object[] a) {\n");
            text.append("        switch (index) {\n");
            for (int i = part * PER_METHOD; i < Math.min(invocations.size(), (part + 1) * PER_METHOD); i++) {
                Invocation invocation = invocations.get(i);
                text.append("            case ").append(i).append(": ");
                text.append(invocation.isVoid() ? "" : "return ");
                text.append(invocation.call().replaceFirst("^(Convert\\.from\\()?", "$1" + family + "."));
                text.append(";")
                        .append(invocation.isVoid() ? " return null;" : "")
                        .append('\n');
            }
            text.append(
                    "            default: throw new IllegalArgumentException(\"no operator \" + index);\n        }\n    }\n");
        }
        return text.append("}\n").toString();
    }
}
