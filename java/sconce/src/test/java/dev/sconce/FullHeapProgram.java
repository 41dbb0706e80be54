package dev.sconce;

import dev.sconce.exec.Interpreter;
import dev.sconce.exec.Intrinsics;
import dev.sconce.exec.Invocation;
import dev.sconce.ir.Function;
import dev.sconce.script.CompilationUnit;
import java.util.Map;

/** A process of models that fill the heap, one after the other; prints "done" when each was stopped, told where, and left room. */
final class FullHeapProgram {
    private static final String MODEL =
            """
            def numbers(n: int) -> int:
              kept = annotate(List[int], [])
              while True:
                _ = torch.append(kept, torch.add(torch.len(kept), 1000000))
              return n
            def tensors(n: int) -> int:
              kept = annotate(List[Tensor], [])
              while True:
                _ = torch.append(kept, torch.zeros([1]))
              return n
            def text(n: int) -> int:
              kept = "text"
              while True:
                kept = torch.add(kept, kept)
              return n
            def strings(n: int) -> int:
              kept = annotate(Dict[int, str], {})
              while True:
                torch._set_item(kept, torch.len(kept), torch.str(torch.len(kept)))
              return n
            def called(n: int) -> int:
              return __torch__.strings(n)
            def forked(n: int) -> int:
              def __forked_function():
                return __torch__.numbers(n)
              return torch.wait(fork(__forked_function))
            def two(n: int) -> int:
              def __forked_function():
                return __torch__.numbers(n)
              def __forked_function0():
                return __torch__.tensors(n)
              first = fork(__forked_function)
              second = fork(__forked_function0)
              return torch.add(torch.wait(first), torch.wait(second))
            def usable(n: int) -> int:
              kept = annotate(List[int], [])
              for i in range(n):
                _ = torch.append(kept, i)
              return torch.len(kept)
            """;

    private FullHeapProgram() {}

    private static Object call(String name, long argument) {
        Function function = new CompilationUnit(
                        prefix -> prefix.equals("__torch__") ? MODEL : null, Intrinsics.operators())
                .findFunction("__torch__." + name);
        return Interpreter.call(function, new Object[] {argument}, Map.of(), new Invocation());
    }

    public static void main(String[] arguments) {
        for (String name : new String[] {"numbers", "tensors", "text", "called", "forked", "two"}) {
            try {
                call(name, 1);
                throw new AssertionError(name + " came to an end");
            } catch (SconceException full) {
                String message = full.getMessage();
                // Of two that fill it at once, one may leave the other no room to say where.
                if (!message.contains("is full") || !(message.contains("<--- HERE") || name.equals("two"))) {
                    throw new AssertionError(name + ": " + message, full);
                }
            }
            Leftovers.assertNoTasks();
            if (!call("usable", 10_000).equals(10_000L)) {
                throw new AssertionError("after " + name);
            }
        }
        System.out.println("done");
    }
}
