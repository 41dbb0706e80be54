package dev.sconce.archive;

import dev.sconce.ArchiveException;
import dev.sconce.SconceException;
import dev.sconce.archive.Pickled.Container;
import dev.sconce.archive.Pickled.Global;
import dev.sconce.archive.Pickled.PickledDict;
import dev.sconce.archive.Pickled.PickledList;
import dev.sconce.archive.Pickled.PickledObject;
import dev.sconce.archive.Pickled.PickledTuple;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads a pickle into a graph of {@link Pickled}. The library decodes; this class decides what a name may stand for
 * ({@link PickleGlobals}), keeps the order of dicts and the identity of containers, and trusts no length. Nothing is looked up by
 * reflection, and no name outside of the allow-list gets further than its error message.
 */
final class PickleReader extends Unpickler {
    private final String where;
    private final PickleGlobals globals;
    private final ByteArrayInputStream bytes;

    private PickleReader(String where, byte[] pickle) {
        this.where = where;
        this.globals = new PickleGlobals(where);
        this.bytes = new ByteArrayInputStream(pickle);
    }

    /**
     * @param where file and record, for messages
     * @throws ArchiveException when it is damaged, or asks for something that is not allowed
     */
    static Object read(String where, byte[] pickle) {
        PickleReader reader = new PickleReader(where, pickle);
        try {
            return reader.load(reader.bytes);
        } catch (SconceException told) {
            throw told;
        } catch (IOException | RuntimeException | OutOfMemoryError failed) {
            int at = pickle.length - reader.bytes.available();
            throw new ArchiveException(where + ": the pickle is damaged at byte " + at + " (" + failed + ")", failed);
        }
    }

    @Override
    protected Object dispatch(short opcode) throws IOException {
        switch (opcode) {
            case Opcodes.GLOBAL -> stack.add(globals.find(PickleUtils.readline(input), PickleUtils.readline(input)));
            case Opcodes.STACK_GLOBAL -> {
                String name = (String) stack.pop();
                stack.add(globals.find((String) stack.pop(), name));
            }
            case Opcodes.REDUCE -> {
                Object arguments = stack.pop();
                stack.add(globals.call((Global) stack.pop(), arguments));
            }
            case Opcodes.NEWOBJ -> {
                PickledTuple arguments = (PickledTuple) stack.pop();
                stack.add(globals.create((Global) stack.pop(), arguments));
            }
            case Opcodes.BUILD -> build(stack.pop(), stack.peek());

            case Opcodes.EMPTY_LIST -> stack.add(new PickledList(new ArrayList<>()));
            case Opcodes.LIST -> stack.add(new PickledList(stack.pop_all_since_marker()));
            case Opcodes.APPEND -> {
                Object item = stack.pop();
                ((PickledList) stack.peek()).items.add(item);
            }
            case Opcodes.APPENDS -> {
                List<Object> items = stack.pop_all_since_marker();
                ((PickledList) stack.peek()).items.addAll(items);
            }
            case Opcodes.EMPTY_DICT -> stack.add(new PickledDict());
            case Opcodes.DICT -> {
                List<Object> items = stack.pop_all_since_marker();
                PickledDict dict = new PickledDict();
                putAll(dict, items);
                stack.add(dict);
            }
            case Opcodes.SETITEM -> {
                Object value = stack.pop();
                Object key = stack.pop();
                putAll((PickledDict) stack.peek(), Arrays.asList(key, value));
            }
            case Opcodes.SETITEMS -> {
                List<Object> items = stack.pop_all_since_marker();
                putAll((PickledDict) stack.peek(), items);
            }
            case Opcodes.EMPTY_TUPLE -> stack.add(new PickledTuple(List.of()));
            case Opcodes.TUPLE -> stack.add(new PickledTuple(stack.pop_all_since_marker()));
            case Opcodes.TUPLE1 -> tuple(1);
            case Opcodes.TUPLE2 -> tuple(2);
            case Opcodes.TUPLE3 -> tuple(3);

            case Opcodes.INT, Opcodes.BININT, Opcodes.BININT1, Opcodes.BININT2, Opcodes.LONG, Opcodes.LONG1 ->
                integer(opcode);
            case Opcodes.LONG4 -> {
                checkLength(4);
                integer(opcode);
            }
            case Opcodes.BINSTRING, Opcodes.BINUNICODE -> {
                checkLength(4);
                return super.dispatch(opcode);
            }
            case Opcodes.BINUNICODE8 -> {
                checkLength(8);
                return super.dispatch(opcode);
            }
            case Opcodes.BINBYTES,
                    Opcodes.SHORT_BINBYTES,
                    Opcodes.BINBYTES8,
                    Opcodes.BYTEARRAY8,
                    Opcodes.NEXT_BUFFER,
                    Opcodes.READONLY_BUFFER -> throw refused("bytes");
            case Opcodes.EMPTY_SET, Opcodes.ADDITEMS, Opcodes.FROZENSET -> throw refused("a set");
            case Opcodes.INST, Opcodes.OBJ, Opcodes.NEWOBJ_EX ->
                throw refused("a Python object (opcode " + opcode + ")");
            // no arguments, or ones of a fixed length, and the same meaning here: numbers, strings, marks, the memo,
            // STOP
            default -> {
                return super.dispatch(opcode);
            }
        }
        return NO_RETURN_VALUE;
    }

    private void tuple(int size) {
        Object[] items = new Object[size];
        for (int i = size - 1; i >= 0; i--) {
            items[i] = stack.pop();
        }
        stack.add(new PickledTuple(Arrays.asList(items)));
    }

    private static void putAll(PickledDict dict, List<Object> items) {
        if (items.size() % 2 != 0) {
            throw new PickleException("a dict with a key that has no value");
        }
        dict.items.addAll(items);
    }

    /** Python's integers have no end, TorchScript's have 64 bits. */
    private void integer(short opcode) throws IOException {
        super.dispatch(opcode);
        Object value = stack.pop();
        if (value instanceof BigInteger big) {
            throw new ArchiveException(where + ": the integer "
                    + (big.bitLength() > 256 ? "of " + big.bitLength() + " bits" : big) + " does not fit in 64 bits");
        }
        stack.add(value instanceof Boolean ? value : (Object) ((Number) value).longValue());
    }

    /** The library allocates what a length says before it reads: see first that as much is there. */
    private void checkLength(int lengthBytes) throws IOException {
        bytes.mark(lengthBytes);
        byte[] length = bytes.readNBytes(lengthBytes);
        bytes.reset();
        if (length.length == lengthBytes) {
            long value = lengthBytes == 4 ? PickleUtils.bytes_to_integer(length) : PickleUtils.bytes_to_long(length, 0);
            if (value < 0 || value > bytes.available() - lengthBytes) {
                throw new PickleException("a length of " + value + " reaches behind the end");
            }
        }
    }

    private static void build(Object state, Object target) {
        if (target instanceof PickledObject object) {
            if (object.hasState) {
                throw new PickleException("an object gets its state twice");
            }
            object.state = state;
            object.hasState = true;
        } else if (!(target instanceof Container)) {
            throw new PickleException("a state for something that has none");
        }
        // the state of a container is what Python hung onto it (an OrderedDict's _metadata): no value of TorchScript
        // has such
    }

    private ArchiveException refused(String what) {
        return new ArchiveException(where + ": the pickle holds " + what
                + ", which is no value of TorchScript; save tensors, numbers, strings, tuples, lists and dicts only");
    }

    @Override
    protected Object persistentLoad(Object id) {
        return globals.storage(id);
    }
}
