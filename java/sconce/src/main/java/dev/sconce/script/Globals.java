package dev.sconce.script;

import dev.sconce.ir.Type;
import java.util.HashMap;
import java.util.Map;

/** The names that every function knows: Python's builtins, and those that serialised code uses. */
final class Globals {
    private static final Map<String, SugaredValue> NAMES = new HashMap<>();

    static {
        NAMES.put("torch", new Namespaces.Operators("aten"));
        NAMES.put("ops", new Namespaces.Ops());
        NAMES.put("CONSTANTS", new Namespaces.ConstantTable());
        NAMES.put("__torch__", new Namespaces.Prefix("__torch__"));
        NAMES.put("fork", SpecialForm.FORK);
        NAMES.put("awaitable", SpecialForm.AWAITABLE);
        NAMES.put("annotate", SpecialForm.ANNOTATE);
        NAMES.put("unchecked_cast", SpecialForm.UNCHECKED_CAST);
        NAMES.put("uninitialized", SpecialForm.UNINITIALIZED);
        NAMES.put("isinstance", SpecialForm.ISINSTANCE);
        NAMES.put("getattr", SpecialForm.GETATTR);
        NAMES.put("hasattr", SpecialForm.HASATTR);
        NAMES.put("tuple", SpecialForm.TUPLE);
        NAMES.put("list", SpecialForm.LIST);
        NAMES.put("dict", SpecialForm.DICT);
        NAMES.put("range", SpecialForm.RANGE);
        NAMES.put("zip", SpecialForm.ZIP);
        NAMES.put("enumerate", SpecialForm.ENUMERATE);
        NAMES.put("slice", SpecialForm.SLICE);
        NAMES.put("print", new Callables.Print());
        magic("float", "__float__", new Callables.Cast(Type.FLOAT, "aten::Float"));
        magic("int", "__int__", new Callables.Cast(Type.INT, "aten::Int"));
        magic("bool", "__bool__", new Callables.Cast(Type.BOOL, "aten::Bool"));
        magic("str", "__str__", new Callables.Cast(Type.STRING, "aten::str"));
        magic("complex", "__complex__", new Callables.Cast(Type.COMPLEX, "aten::Complex"));
        NAMES.put("_to_tensor", new Callables.Cast(Type.TENSOR, "prim::NumToTensor"));
        for (String name : new String[] {"len", "hex", "oct", "round"}) {
            magic(name, "__" + name + "__", new Callables.Builtin("aten::" + name, null));
        }
        for (String name : new String[] {"hash", "all", "any", "divmod", "sum", "ord", "chr", "bin", "pow", "sorted"}) {
            NAMES.put(name, new Callables.Builtin("aten::" + name, null));
        }
        for (String name : new String[] {"id", "min", "max", "abs", "rangelist"}) {
            NAMES.put(name, new Callables.Builtin("prim::" + name, null));
        }
        // An assertion's message says what it is; other exceptions carry the name of their class.
        NAMES.put("AssertionError", new Callables.ExceptionClass(null));
        for (String name : new String[] {
            "Exception", "RuntimeError", "ValueError", "TypeError", "IndexError", "KeyError", "NotImplementedError"
        }) {
            NAMES.put(name, new Callables.ExceptionClass("builtins." + name));
        }
    }

    private Globals() {}

    private static void magic(String name, String method, SugaredValue otherwise) {
        NAMES.put(name, new Callables.Magic(method, otherwise));
    }

    /** The value of the name, or null. */
    static SugaredValue find(String name) {
        return NAMES.get(name);
    }
}
