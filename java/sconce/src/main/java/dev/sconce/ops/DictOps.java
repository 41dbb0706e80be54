package dev.sconce.ops;

import dev.sconce.OperatorException;
import dev.sconce.ir.Type;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.util.List;
import java.util.Map;

/** Python's dictionaries, in order of insertion, as TorchScript has them. */
final class DictOps {
    private DictOps() {}

    @Operator("aten::len.Dict_Tensor(Dict(Tensor, t) self) -> int")
    @Operator("aten::len.Dict_bool(Dict(bool, t) self) -> int")
    @Operator("aten::len.Dict_complex(Dict(complex, t) self) -> int")
    @Operator("aten::len.Dict_float(Dict(float, t) self) -> int")
    @Operator("aten::len.Dict_int(Dict(int, t) self) -> int")
    @Operator("aten::len.Dict_str(Dict(str, t) self) -> int")
    static long len(DictValue self) {
        return self.size();
    }

    @Operator("aten::__getitem__.Dict_Tensor(Dict(Tensor, t) self, Tensor key) -> t(*)")
    @Operator("aten::__getitem__.Dict_bool(Dict(bool, t) self, bool key) -> t(*)")
    @Operator("aten::__getitem__.Dict_complex(Dict(complex, t) self, complex key) -> t(*)")
    @Operator("aten::__getitem__.Dict_float(Dict(float, t) self, float key) -> t(*)")
    @Operator("aten::__getitem__.Dict_int(Dict(int, t) self, int key) -> t(*)")
    @Operator("aten::__getitem__.Dict_str(Dict(str, t) self, str key) -> t(*)")
    static Object getItem(DictValue self, Object key) {
        require(self, key);
        return self.get(key);
    }

    @Operator("aten::_set_item.Tensor(Dict(Tensor, t)(a!) l, Tensor(b -> *) idx, t(c -> *) v) -> ()")
    @Operator("aten::_set_item.bool(Dict(bool, t)(a!) l, bool(b -> *) idx, t(c -> *) v) -> ()")
    @Operator("aten::_set_item.complex(Dict(complex, t)(a!) l, complex(b -> *) idx, t(c -> *) v) -> ()")
    @Operator("aten::_set_item.float(Dict(float, t)(a!) l, float(b -> *) idx, t(c -> *) v) -> ()")
    @Operator("aten::_set_item.int(Dict(int, t)(a!) l, int(b -> *) idx, t(c -> *) v) -> ()")
    @Operator("aten::_set_item.str(Dict(str, t)(a!) l, str(b -> *) idx, t(c -> *) v) -> ()")
    static void setItem(DictValue self, Object key, Object value) {
        self.put(key, value);
    }

    @Operator("aten::__contains__.Tensor(Dict(Tensor, t) dict, Tensor key) -> bool")
    @Operator("aten::__contains__.bool(Dict(bool, t) dict, bool key) -> bool")
    @Operator("aten::__contains__.complex(Dict(complex, t) dict, complex key) -> bool")
    @Operator("aten::__contains__.float(Dict(float, t) dict, float key) -> bool")
    @Operator("aten::__contains__.int(Dict(int, t) dict, int key) -> bool")
    @Operator("aten::__contains__.str(Dict(str, t) dict, str key) -> bool")
    static boolean contains(DictValue self, Object key) {
        return self.containsKey(key);
    }

    @Operator("aten::get.Tensor(Dict(Tensor, t) self, Tensor key) -> t(*)?")
    @Operator("aten::get.bool(Dict(bool, t) self, bool key) -> t(*)?")
    @Operator("aten::get.complex(Dict(complex, t) self, complex key) -> t(*)?")
    @Operator("aten::get.float(Dict(float, t) self, float key) -> t(*)?")
    @Operator("aten::get.int(Dict(int, t) self, int key) -> t(*)?")
    @Operator("aten::get.str(Dict(str, t) self, str key) -> t(*)?")
    static Object get(DictValue self, Object key) {
        return self.get(key);
    }

    @Operator("aten::get.default_Tensor(Dict(Tensor, t) self, Tensor key, t default_value) -> t(*)")
    @Operator("aten::get.default_bool(Dict(bool, t) self, bool key, t default_value) -> t(*)")
    @Operator("aten::get.default_complex(Dict(complex, t) self, complex key, t default_value) -> t(*)")
    @Operator("aten::get.default_float(Dict(float, t) self, float key, t default_value) -> t(*)")
    @Operator("aten::get.default_int(Dict(int, t) self, int key, t default_value) -> t(*)")
    @Operator("aten::get.default_str(Dict(str, t) self, str key, t default_value) -> t(*)")
    static Object get(DictValue self, Object key, Object defaultValue) {
        return self.containsKey(key) ? self.get(key) : defaultValue;
    }

    @Operator("aten::setdefault.Tensor(Dict(Tensor, t)(a!) self, Tensor(b -> *) key, t(c -> *) "
            + "default_value) -> t(*)")
    @Operator("aten::setdefault.bool(Dict(bool, t)(a!) self, bool(b -> *) key, t(c -> *) default_value) -> t(*)")
    @Operator("aten::setdefault.complex(Dict(complex, t)(a!) self, complex(b -> *) key, t(c -> *) "
            + "default_value) -> t(*)")
    @Operator("aten::setdefault.float(Dict(float, t)(a!) self, float(b -> *) key, t(c -> *) default_value) -> t(*)")
    @Operator("aten::setdefault.int(Dict(int, t)(a!) self, int(b -> *) key, t(c -> *) default_value) -> t(*)")
    @Operator("aten::setdefault.str(Dict(str, t)(a!) self, str(b -> *) key, t(c -> *) default_value) -> t(*)")
    static Object setDefault(DictValue self, Object key, Object defaultValue) {
        if (!self.containsKey(key)) {
            self.put(key, defaultValue);
        }
        return self.get(key);
    }

    @Operator("aten::Delete.Dict_Tensor(Dict(Tensor, t)(a!) self, Tensor key) -> ()")
    @Operator("aten::Delete.Dict_bool(Dict(bool, t)(a!) self, bool key) -> ()")
    @Operator("aten::Delete.Dict_complex(Dict(complex, t)(a!) self, complex key) -> ()")
    @Operator("aten::Delete.Dict_float(Dict(float, t)(a!) self, float key) -> ()")
    @Operator("aten::Delete.Dict_int(Dict(int, t)(a!) self, int key) -> ()")
    @Operator("aten::Delete.Dict_str(Dict(str, t)(a!) self, str key) -> ()")
    static void delete(DictValue self, Object key) {
        require(self, key);
        self.remove(key);
    }

    @Operator("aten::pop.Dict_Tensor(Dict(Tensor, t)(a!) self, Tensor key) -> t(*)")
    @Operator("aten::pop.Dict_bool(Dict(bool, t)(a!) self, bool key) -> t(*)")
    @Operator("aten::pop.Dict_complex(Dict(complex, t)(a!) self, complex key) -> t(*)")
    @Operator("aten::pop.Dict_float(Dict(float, t)(a!) self, float key) -> t(*)")
    @Operator("aten::pop.Dict_int(Dict(int, t)(a!) self, int key) -> t(*)")
    @Operator("aten::pop.Dict_str(Dict(str, t)(a!) self, str key) -> t(*)")
    static Object pop(DictValue self, Object key) {
        require(self, key);
        return self.remove(key);
    }

    @Operator("aten::pop.Dict_default_Tensor(Dict(Tensor, t)(a!) self, Tensor key, t default_value) -> t(*)")
    @Operator("aten::pop.Dict_default_bool(Dict(bool, t)(a!) self, bool key, t default_value) -> t(*)")
    @Operator("aten::pop.Dict_default_complex(Dict(complex, t)(a!) self, complex key, t default_value) -> t(*)")
    @Operator("aten::pop.Dict_default_float(Dict(float, t)(a!) self, float key, t default_value) -> t(*)")
    @Operator("aten::pop.Dict_default_int(Dict(int, t)(a!) self, int key, t default_value) -> t(*)")
    @Operator("aten::pop.Dict_default_str(Dict(str, t)(a!) self, str key, t default_value) -> t(*)")
    static Object pop(DictValue self, Object key, Object defaultValue) {
        return self.containsKey(key) ? self.remove(key) : defaultValue;
    }

    /** The first item, where Python's would be the last. */
    @Operator("aten::popitem.Tensor(Dict(Tensor, t)(a!) self) -> ((Tensor, t))")
    @Operator("aten::popitem.bool(Dict(bool, t)(a!) self) -> ((bool, t))")
    @Operator("aten::popitem.complex(Dict(complex, t)(a!) self) -> ((complex, t))")
    @Operator("aten::popitem.float(Dict(float, t)(a!) self) -> ((float, t))")
    @Operator("aten::popitem.int(Dict(int, t)(a!) self) -> ((int, t))")
    @Operator("aten::popitem.str(Dict(str, t)(a!) self) -> ((str, t))")
    static TupleValue popItem(DictValue self) {
        if (self.size() == 0) {
            throw new OperatorException("popitem(): dictionary is empty");
        }
        Map.Entry<Object, Object> first = self.entries().entrySet().iterator().next();
        TupleValue item = new TupleValue(first.getKey(), first.getValue());
        self.remove(first.getKey());
        return item;
    }

    @Operator("aten::clear.Tensor(Dict(Tensor, t)(a!) self) -> ()")
    @Operator("aten::clear.bool(Dict(bool, t)(a!) self) -> ()")
    @Operator("aten::clear.complex(Dict(complex, t)(a!) self) -> ()")
    @Operator("aten::clear.float(Dict(float, t)(a!) self) -> ()")
    @Operator("aten::clear.int(Dict(int, t)(a!) self) -> ()")
    @Operator("aten::clear.str(Dict(str, t)(a!) self) -> ()")
    static void clear(DictValue self) {
        self.clear();
    }

    @Operator("aten::update.Tensor(Dict(Tensor, t)(a!) self, Dict(Tensor, t)(a!) to_add) -> ()")
    @Operator("aten::update.bool(Dict(bool, t)(a!) self, Dict(bool, t)(a!) to_add) -> ()")
    @Operator("aten::update.complex(Dict(complex, t)(a!) self, Dict(complex, t)(a!) to_add) -> ()")
    @Operator("aten::update.float(Dict(float, t)(a!) self, Dict(float, t)(a!) to_add) -> ()")
    @Operator("aten::update.int(Dict(int, t)(a!) self, Dict(int, t)(a!) to_add) -> ()")
    @Operator("aten::update.str(Dict(str, t)(a!) self, Dict(str, t)(a!) to_add) -> ()")
    static void update(DictValue self, DictValue other) {
        List.copyOf(other.entries().keySet()).forEach(key -> self.put(key, other.get(key)));
    }

    @Operator("aten::keys.Tensor(Dict(Tensor, t) self) -> Tensor[](*)")
    @Operator("aten::keys.bool(Dict(bool, t) self) -> bool[](*)")
    @Operator("aten::keys.complex(Dict(complex, t) self) -> complex[](*)")
    @Operator("aten::keys.float(Dict(float, t) self) -> float[](*)")
    @Operator("aten::keys.int(Dict(int, t) self) -> int[](*)")
    @Operator("aten::keys.str(Dict(str, t) self) -> str[](*)")
    static ListValue keys(DictValue self) {
        return new ListValue(self.keyType(), self.entries().keySet());
    }

    @Operator("aten::values.Tensor(Dict(Tensor, t) self) -> t[](*)")
    @Operator("aten::values.bool(Dict(bool, t) self) -> t[](*)")
    @Operator("aten::values.complex(Dict(complex, t) self) -> t[](*)")
    @Operator("aten::values.float(Dict(float, t) self) -> t[](*)")
    @Operator("aten::values.int(Dict(int, t) self) -> t[](*)")
    @Operator("aten::values.str(Dict(str, t) self) -> t[](*)")
    static ListValue values(DictValue self) {
        return new ListValue(self.valueType(), self.entries().values());
    }

    @Operator("aten::items.Tensor(Dict(Tensor, t) self) -> ((Tensor, t)[])")
    @Operator("aten::items.bool(Dict(bool, t) self) -> ((bool, t)[])")
    @Operator("aten::items.complex(Dict(complex, t) self) -> ((complex, t)[])")
    @Operator("aten::items.float(Dict(float, t) self) -> ((float, t)[])")
    @Operator("aten::items.int(Dict(int, t) self) -> ((int, t)[])")
    @Operator("aten::items.str(Dict(str, t) self) -> ((str, t)[])")
    static ListValue items(DictValue self) {
        ListValue items = new ListValue(Type.TupleType.of(self.keyType(), self.valueType()));
        self.entries().forEach((key, value) -> items.add(new TupleValue(key, value)));
        return items;
    }

    @Operator("aten::copy.Dict_Tensor(Dict(Tensor, t)(a) self) -> Dict(Tensor, t)")
    @Operator("aten::copy.Dict_bool(Dict(bool, t)(a) self) -> Dict(bool, t)")
    @Operator("aten::copy.Dict_complex(Dict(complex, t)(a) self) -> Dict(complex, t)")
    @Operator("aten::copy.Dict_float(Dict(float, t)(a) self) -> Dict(float, t)")
    @Operator("aten::copy.Dict_int(Dict(int, t)(a) self) -> Dict(int, t)")
    @Operator("aten::copy.Dict_str(Dict(str, t)(a) self) -> Dict(str, t)")
    static DictValue copy(DictValue self) {
        DictValue copy = new DictValue(self.keyType(), self.valueType());
        self.entries().forEach(copy::put);
        return copy;
    }

    @Operator("aten::dict() -> Dict(str, Tensor)")
    static DictValue dict() {
        return new DictValue(Type.STRING, Type.TENSOR);
    }

    @Operator("aten::dict.Dict_Tensor(Dict(Tensor, t)(a) self) -> Dict(Tensor, t)")
    @Operator("aten::dict.Dict_bool(Dict(bool, t)(a) self) -> Dict(bool, t)")
    @Operator("aten::dict.Dict_complex(Dict(complex, t)(a) self) -> Dict(complex, t)")
    @Operator("aten::dict.Dict_float(Dict(float, t)(a) self) -> Dict(float, t)")
    @Operator("aten::dict.Dict_int(Dict(int, t)(a) self) -> Dict(int, t)")
    @Operator("aten::dict.Dict_str(Dict(str, t)(a) self) -> Dict(str, t)")
    static DictValue dict(DictValue self) {
        return copy(self);
    }

    @Operator("aten::dict.Tensor((Tensor, tVal)[] inputs) -> Dict(Tensor, tVal)")
    @Operator("aten::dict.bool((bool, tVal)[] inputs) -> Dict(bool, tVal)")
    @Operator("aten::dict.complex((complex, tVal)[] inputs) -> Dict(complex, tVal)")
    @Operator("aten::dict.float((float, tVal)[] inputs) -> Dict(float, tVal)")
    @Operator("aten::dict.int((int, tVal)[] inputs) -> Dict(int, tVal)")
    @Operator("aten::dict.str((str, tVal)[] inputs) -> Dict(str, tVal)")
    static DictValue dict(ListValue inputs) {
        Type.TupleType pair =
                inputs.elementType() instanceof Type.TupleType tuple ? tuple : Type.TupleType.of(Type.ANY, Type.ANY);
        DictValue made = new DictValue(pair.elements().get(0), pair.elements().get(1));
        inputs.items().forEach(item -> made.put(((TupleValue) item).get(0), ((TupleValue) item).get(1)));
        return made;
    }

    private static void require(DictValue self, Object key) {
        if (!self.containsKey(key)) {
            throw new OperatorException("KeyError: " + Text.str(key));
        }
    }
}
