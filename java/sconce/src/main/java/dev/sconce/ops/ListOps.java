package dev.sconce.ops;

import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/** Python's lists, as TorchScript has them. */
final class ListOps {
    private ListOps() {}

    @Operator("aten::len.any(Any[] a) -> int")
    @Operator("aten::len.t(t[] a) -> int")
    static long len(ListValue a) {
        return a.size();
    }

    @Operator("aten::append.t(t[](a!) self, t(c -> *) el) -> t[](a!)")
    static ListValue append(ListValue self, Object el) {
        self.add(el);
        return self;
    }

    @Operator("aten::extend.t(t[](a!) self, t[] other) -> ()")
    static void extend(ListValue self, ListValue other) {
        self.addAll(other);
    }

    @Operator("aten::insert.t(t[](a!) self, int idx, t(b -> *) el) -> ()")
    static void insert(ListValue self, long index, Object el) {
        long at = index < 0 ? Math.max(0, index + self.size()) : Math.min(index, self.size());
        self.add((int) at, el);
    }

    @Operator("aten::__getitem__.t(t[](a) list, int idx) -> t(*)")
    static Object getItem(ListValue list, long index) {
        return list.get(position(list, index));
    }

    @Operator("aten::select.t(t[](a) list, int idx) -> t(*)")
    static Object select(ListValue list, long index) {
        return getItem(list, index);
    }

    @Operator("aten::_set_item.t(t[](a!) l, int idx, t(b -> *) el) -> t[](a!)")
    static ListValue setItem(ListValue list, long index, Object el) {
        list.set(position(list, index), el);
        return list;
    }

    @Operator("aten::Delete.t(t[](a!) self, int idx) -> ()")
    static void delete(ListValue self, long index) {
        self.remove(position(self, index));
    }

    @Operator("aten::pop.t(t[](a!) self, int idx=-1) -> t(*)")
    static Object pop(ListValue self, long index) {
        if (self.size() == 0) {
            throw new OperatorException("pop from empty list");
        }
        return self.remove(position(self, index));
    }

    @Operator("aten::clear.t(t[](a!) self) -> ()")
    static void clear(ListValue self) {
        self.clear();
    }

    @Operator("aten::reverse.t(t[](a!) self) -> ()")
    static void reverse(ListValue self) {
        List<Object> items = new ArrayList<>(self.items());
        Collections.reverse(items);
        self.reorder(items);
    }

    @Operator("aten::copy.t(t[](a) self) -> t[]")
    static ListValue copy(ListValue self) {
        return new ListValue(self.elementType(), self.items());
    }

    @Operator("aten::list.t(t[] l) -> t[]")
    static ListValue list(ListValue self) {
        return copy(self);
    }

    @Operator("aten::add.t(t[] a, t[] b) -> t[]")
    static ListValue add(ListValue a, ListValue b) {
        return ListValue.concat(a, b);
    }

    @Operator("aten::add_.t(t[](a!) self, t[] b) -> t[]")
    static ListValue addInPlace(ListValue self, ListValue b) {
        self.addAll(b);
        return self;
    }

    @Operator("aten::mul.left_t(t[] l, int n) -> t[]")
    static ListValue mul(ListValue l, long n) {
        ListValue repeated = new ListValue(l.elementType());
        repeat(l, n, repeated);
        return repeated;
    }

    @Operator("aten::mul.right_(int n, t[] l) -> t[]")
    static ListValue mul(long n, ListValue l) {
        return mul(l, n);
    }

    @Operator("aten::mul_.t(t[](a!) l, int n) -> t[](a!)")
    static ListValue mulInPlace(ListValue l, long n) {
        ListValue once = copy(l);
        l.clear();
        repeat(once, n, l);
        return l;
    }

    private static void repeat(ListValue once, long n, ListValue to) {
        if (once.size() > 0 && n > Integer.MAX_VALUE / once.size()) {
            throw Checks.error("a list of %s elements %s times is longer than lists can be", once.size(), n);
        }
        for (long i = 0; i < n && once.size() > 0; i++) {
            to.addAll(once);
        }
    }

    @Operator("aten::slice.t(t[] l, int? start=None, int? end=None, int step=1) -> t[]")
    static ListValue slice(ListValue l, Long start, Long end, long step) {
        ListValue part = new ListValue(l.elementType());
        for (long i : Slices.positions(l.size(), start, end, step)) {
            part.add(l.get((int) i));
        }
        return part;
    }

    @Operator("aten::eq.bool_list(bool[] a, bool[] b) -> bool")
    @Operator("aten::eq.float_list(float[] a, float[] b) -> bool")
    @Operator("aten::eq.int_list(int[] a, int[] b) -> bool")
    @Operator("aten::eq.str_list(str[] a, str[] b) -> bool")
    @Operator("aten::eq.Tensor_list(Tensor[] a, Tensor[] b) -> bool")
    static boolean eq(ListValue a, ListValue b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** As {@code ==} on two elements, taken as a bool: a NaN equals nothing; tensors must have one element. */
    private static boolean equal(Object a, Object b) {
        if (a instanceof Tensor tensor) {
            return Elements.toBoolean(ComparisonOps.eq(tensor, (Tensor) b, null));
        }
        return a instanceof Double x ? x.doubleValue() == (Double) b : a.equals(b);
    }

    /** The first that equals, or -1. */
    private static int find(ListValue list, Object el) {
        for (int i = 0; i < list.size(); i++) {
            if (equal(list.get(i), el)) {
                return i;
            }
        }
        return -1;
    }

    @Operator("aten::ne.bool_list(bool[] a, bool[] b) -> bool")
    @Operator("aten::ne.float_list(float[] a, float[] b) -> bool")
    @Operator("aten::ne.int_list(int[] a, int[] b) -> bool")
    @Operator("aten::ne.str_list(str[] a, str[] b) -> bool")
    @Operator("aten::ne.Tensor_list(Tensor[] a, Tensor[] b) -> bool")
    static boolean ne(ListValue a, ListValue b) {
        return !eq(a, b);
    }

    @Operator("aten::count.bool(bool[] self, bool el) -> int")
    @Operator("aten::count.float(float[] self, float el) -> int")
    @Operator("aten::count.int(int[] self, int el) -> int")
    @Operator("aten::count.str(str[] self, str el) -> int")
    @Operator("aten::count.Tensor(Tensor[] self, Tensor el) -> int")
    static long count(ListValue self, Object el) {
        return self.items().stream().filter(item -> equal(item, el)).count();
    }

    @Operator("aten::index.list_bool(bool[] self, bool el) -> int")
    @Operator("aten::index.list_float(float[] self, float el) -> int")
    @Operator("aten::index.list_int(int[] self, int el) -> int")
    @Operator("aten::index.list_str(str[] self, str el) -> int")
    @Operator("aten::index.list_Tensor(Tensor[] self, Tensor el) -> int")
    static long index(ListValue self, Object el) {
        int at = find(self, el);
        if (at < 0) {
            throw new OperatorException("'" + Text.str(el) + "' is not in list");
        }
        return at;
    }

    @Operator("aten::remove.bool(bool[](a!) self, bool el) -> ()")
    @Operator("aten::remove.float(float[](a!) self, float el) -> ()")
    @Operator("aten::remove.int(int[](a!) self, int el) -> ()")
    @Operator("aten::remove.str(str[](a!) self, str el) -> ()")
    @Operator("aten::remove.Tensor(Tensor[](a!) self, Tensor el) -> ()")
    static void remove(ListValue self, Object el) {
        int at = find(self, el);
        if (at < 0) {
            throw new OperatorException("list.remove(x): x not in list");
        }
        self.remove(at);
    }

    @Operator("aten::__contains__.float_list(float[] l, float item) -> bool")
    @Operator("aten::__contains__.int_list(int[] l, int item) -> bool")
    @Operator("aten::__contains__.str_list(str[] l, str item) -> bool")
    static boolean contains(ListValue l, Object item) {
        return find(l, item) >= 0;
    }

    @Operator("aten::sort.bool(bool[](a!) self, bool reverse=False) -> ()")
    @Operator("aten::sort.float(float[](a!) self, bool reverse=False) -> ()")
    @Operator("aten::sort.int(int[](a!) self, bool reverse=False) -> ()")
    @Operator("aten::sort.str(str[](a!) self, bool reverse=False) -> ()")
    static void sort(ListValue self, boolean reverse) {
        List<Object> items = new ArrayList<>(self.items());
        items.sort(reverse ? Numbers.ORDER.reversed() : Numbers.ORDER);
        self.reorder(items);
    }

    @Operator("aten::sort.Tensor(Tensor[](a!) self, bool reverse=False) -> ()")
    @Operator("aten::sort.any(t[](a!) self, bool reverse=False) -> ()")
    static void sortAny(ListValue self, boolean reverse) {
        requireOrder(self.elementType());
        List<Object> items = new ArrayList<>(self.items());
        items.sort(reverse ? ListOps.ORDER.reversed() : ListOps.ORDER);
        self.reorder(items);
    }

    /** As {@code <} tells: tensors have one element, tuples are compared item by item. */
    private static final Comparator<Object> ORDER = ListOps::compare;

    private static int compare(Object a, Object b) {
        if (a instanceof Tensor tensor) {
            return Numbers.ORDER.compare(Elements.item(tensor), Elements.item((Tensor) b));
        }
        if (a instanceof TupleValue tuple) {
            for (int i = 0; i < tuple.size(); i++) {
                int order = compare(tuple.get(i), ((TupleValue) b).get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }
        return Numbers.ORDER.compare(a, b);
    }

    private static void requireOrder(Type type) {
        if (type instanceof Type.TupleType tuple) {
            tuple.elements().forEach(ListOps::requireOrder);
        } else if (type instanceof ClassType) {
            throw new UnsupportedException("sorting objects by the __lt__ of " + type.annotation()
                    + ": sort numbers, strings or tuples of them");
        } else if (type != Type.TENSOR
                && type != Type.INT
                && type != Type.FLOAT
                && type != Type.BOOL
                && type != Type.STRING) {
            throw new OperatorException(
                    "Only list of Tensors, ints, floats, bools, strs, a User Defined Class that defines the __lt__ compare"
                            + " method or Tuples of aforementioned types can be sorted, got list of "
                            + type.annotation());
        }
    }

    @Operator("aten::sorted.bool(bool[](a) input) -> bool[]")
    @Operator("aten::sorted.float(float[](a) input) -> float[]")
    @Operator("aten::sorted.int(int[](a) input) -> int[]")
    @Operator("aten::sorted.str(str[](a) input) -> str[]")
    static ListValue sorted(ListValue self) {
        ListValue copy = copy(self);
        sort(copy, false);
        return copy;
    }

    @Operator("aten::sorted.Tensor(Tensor[](a) input) -> Tensor[]")
    @Operator("aten::sorted.any(t[](a) self) -> t[]")
    static ListValue sortedAny(ListValue self) {
        ListValue copy = copy(self);
        sortAny(copy, false);
        return copy;
    }

    @Operator("aten::sum.bool(bool[] self) -> int")
    @Operator("aten::sum.float(float[] self) -> float")
    @Operator("aten::sum.int(int[] self) -> int")
    static Object sum(ListValue self) {
        Object total = self.elementType() == Type.FLOAT ? (Object) 0.0 : (Object) 0L;
        for (Object item : self.items()) {
            total = Numbers.add(total, item instanceof Boolean b ? (Object) (b ? 1L : 0L) : item);
        }
        return total;
    }

    @Operator("aten::any.bool(bool[] self) -> bool")
    @Operator("aten::any.float(float[] self) -> bool")
    @Operator("aten::any.int(int[] self) -> bool")
    @Operator("aten::any.str(str[] self) -> bool")
    static boolean any(ListValue self) {
        return self.items().stream().anyMatch(Numbers::isTrue);
    }

    @Operator("aten::all.bool(bool[] self) -> bool")
    @Operator("aten::all.float(float[] self) -> bool")
    @Operator("aten::all.int(int[] self) -> bool")
    static boolean all(ListValue self) {
        return self.items().stream().allMatch(Numbers::isTrue);
    }

    @Operator("prim::max.self_bool(bool[] self) -> bool")
    @Operator("prim::max.self_float(float[] self) -> float")
    @Operator("prim::max.self_int(int[] self) -> int")
    static Object max(ListValue self) {
        return self.items().stream()
                .reduce((a, b) -> Numbers.ORDER.compare(a, b) < 0 ? b : a)
                .orElseThrow(() -> new OperatorException("max() arg is an empty sequence"));
    }

    @Operator("prim::min.self_bool(bool[] self) -> bool")
    @Operator("prim::min.self_float(float[] self) -> float")
    @Operator("prim::min.self_int(int[] self) -> int")
    static Object min(ListValue self) {
        return self.items().stream()
                .reduce((a, b) -> Numbers.ORDER.compare(b, a) < 0 ? b : a)
                .orElseThrow(() -> new OperatorException("min() arg is an empty sequence"));
    }

    @Operator("prim::max.bool_list(bool[] l, bool[] r) -> bool[]")
    @Operator("prim::max.float_list(float[] l, float[] r) -> float[]")
    @Operator("prim::max.int_list(int[] l, int[] r) -> int[]")
    static ListValue max(ListValue l, ListValue r) {
        return Numbers.compareLists(l, r) > 0 ? l : r;
    }

    @Operator("prim::min.bool_list(bool[] l, bool[] r) -> bool[]")
    @Operator("prim::min.float_list(float[] l, float[] r) -> float[]")
    @Operator("prim::min.int_list(int[] l, int[] r) -> int[]")
    static ListValue min(ListValue l, ListValue r) {
        return Numbers.compareLists(l, r) < 0 ? l : r;
    }

    @Operator("prim::rangelist(int n) -> int[]")
    static long[] rangeList(long n) {
        return LongStream.range(0, n).toArray();
    }

    @Operator("aten::Size(int[] sizes) -> int[]")
    static long[] size(long[] sizes) {
        return sizes;
    }

    @Operator("aten::broadcast_shapes(int[] a, int[] b) -> int[]")
    static long[] broadcastShapes(long[] a, long[] b) {
        return TensorIterator.broadcast(a, b);
    }

    /** An index counted from 0, checked. */
    private static int position(ListValue list, long index) {
        long at = index < 0 ? index + list.size() : index;
        if (at < 0 || at >= list.size()) {
            throw new OperatorException("list index out of range: " + index + " of " + list.size());
        }
        return (int) at;
    }
}
