package dev.sconce.ops;

import dev.sconce.ops.PointwiseChain.Member;
import dev.sconce.runtime.Recording.KernelRun;
import dev.sconce.runtime.Storage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The words of one call of {@code pointwise_chain}. What a call of the chain writes is stored by the last one that writes there, and only
 * where it is seen later; else it lives in a register of the kernel, from its step to the last that reads it.
 */
final class PointwiseProgram {
    /** As the kernel has them, in {@code iter.h} and {@code pointwise_chain.h}. */
    private static final int MOST_OPERANDS = 16;

    private static final int MOST_REGISTERS = 12;

    private static final Kernel CHAIN = Kernel.of("pointwise_chain");

    private final List<Member> members;
    /** What is read before the chain writes there, and numbers; each once. Where: its place in this order. */
    private final Map<PointwiseOperand, Integer> reads = new LinkedHashMap<>();
    /** What is written and seen later. */
    private final Map<PointwiseOperand, Integer> stores = new LinkedHashMap<>();
    /** Of each member: the steps whose output its inputs are, or -1 for what is in {@link #reads}. */
    private final int[][] producers;
    /** Of each member: its register, or -1 where it stores. */
    private final int[] registers;

    private int registerCount;

    PointwiseProgram(List<Member> members, IntPredicate isSeen) {
        this.members = members;
        this.producers = new int[members.size()][];
        this.registers = new int[members.size()];
        Map<PointwiseOperand, Integer> lastWriters = connect();
        lastWriters.forEach((operand, step) -> {
            if (isSeen.test(members.get(step).number())) {
                stores.put(operand, stores.size());
            }
        });
        allocate(lastWriters);
    }

    boolean fits() {
        return reads.size() + stores.size() <= MOST_OPERANDS && registerCount <= MOST_REGISTERS && !stores.isEmpty();
    }

    /** Finds who makes what each member reads. Returns who writes each place last. */
    private Map<PointwiseOperand, Integer> connect() {
        Map<PointwiseOperand, Integer> writers = new LinkedHashMap<>();
        for (int step = 0; step < members.size(); step++) {
            Member member = members.get(step);
            producers[step] = new int[member.inputs().size()];
            for (int i = 0; i < producers[step].length; i++) {
                PointwiseOperand input = member.inputs().get(i);
                producers[step][i] = writers.getOrDefault(input, -1);
                if (producers[step][i] < 0) {
                    reads.putIfAbsent(input, reads.size());
                }
            }
            writers.put(member.output(), step);
        }
        return writers;
    }

    /** Gives registers to the steps that store nothing, and takes them back at their last use. */
    private void allocate(Map<PointwiseOperand, Integer> lastWriters) {
        int[] lastUse = new int[members.size()];
        for (int step = 0; step < lastUse.length; step++) {
            lastUse[step] = step;
            for (int producer : producers[step]) {
                if (producer >= 0) {
                    lastUse[producer] = step;
                }
            }
        }
        Deque<Integer> free = new ArrayDeque<>();
        for (int step = 0; step < registers.length; step++) {
            PointwiseOperand output = members.get(step).output();
            boolean stored = stores.containsKey(output) && lastWriters.get(output) == step;
            // an output may be exactly an input of elements as wide
            release(step, true, lastUse, free);
            registers[step] = stored ? -1 : free.isEmpty() ? registerCount++ : free.pop();
            release(step, false, lastUse, free);
            if (registers[step] >= 0 && lastUse[step] == step) {
                free.push(registers[step]);
            }
        }
    }

    /** Takes back the registers that a step reads last: those of elements as wide as its output's, or the others. */
    private void release(int step, boolean asWide, int[] lastUse, Deque<Integer> free) {
        int width = members.get(step).call().output().itemSize();
        Arrays.stream(producers[step])
                .filter(producer -> producer >= 0 && lastUse[producer] == step && registers[producer] >= 0)
                .filter(producer ->
                        asWide == (members.get(producer).call().output().itemSize() == width))
                .distinct()
                .forEach(producer -> free.push(registers[producer]));
    }

    /** @param order the dimensions of {@code space}, innermost first */
    KernelRun run(long[] space, int[] order) {
        List<PointwiseOperand> operands = new ArrayList<>(stores.keySet());
        operands.addAll(reads.keySet());
        long[] shape = space.clone();
        int[] dims = DimensionOrder.coalesce(
                shape, order, operands.stream().map(PointwiseOperand::strides).toList());
        Words words = new Words();
        words.put(dims.length, operands.size(), stores.size(), registerCount, members.size());
        for (int d : dims) {
            words.put(shape[d]);
        }
        int[] addresses = new int[operands.size()];
        for (int k = 0; k < addresses.length; k++) {
            addresses[k] = words.count;
            words.put(0, operands.get(k).dtype().number());
            for (int d : dims) {
                words.put(operands.get(k).strides()[d]);
            }
        }
        for (int step = 0; step < members.size(); step++) {
            step(step, words);
        }
        return withAddresses(words, operands, addresses);
    }

    private void step(int step, Words words) {
        Member member = members.get(step);
        PointwiseCall call = member.call();
        words.put(
                call.kernel(),
                call.input().number(),
                call.output().number(),
                member.operands().size(),
                call.scalars().length / 2);
        words.put(registers[step] >= 0 ? ~registers[step] : stores.get(member.output()));
        for (int i = 0; i < producers[step].length; i++) {
            int producer = producers[step][i];
            if (producer < 0) {
                words.put(stores.size() + reads.get(member.inputs().get(i)));
            } else if (registers[producer] >= 0) {
                words.put(~registers[producer]);
            } else {
                words.put(stores.get(members.get(producer).output()));
            }
        }
        words.put(call.scalars());
    }

    private KernelRun withAddresses(Words words, List<PointwiseOperand> operands, int[] addresses) {
        List<PointwiseOperand> memory =
                operands.stream().filter(o -> !o.isNumber()).toList();
        int[] at = new int[memory.size()];
        int[] inner = new int[operands.size() - at.length];
        int numbers = 0;
        for (int k = 0; k < addresses.length; k++) {
            if (operands.get(k).isNumber()) {
                inner[numbers++] = addresses[k];
                words.set(addresses[k], (long) words.count * Long.BYTES);
                words.put(operands.get(k).number());
            } else {
                at[k - numbers] = addresses[k];
            }
        }
        boolean[] written = new boolean[at.length];
        Arrays.fill(written, 0, stores.size(), true);
        return new KernelRun(
                CHAIN.id(),
                CHAIN.name(),
                words.toArray(),
                inner,
                at,
                memory.stream().map(PointwiseOperand::storage).toArray(Storage[]::new),
                memory.stream().mapToLong(PointwiseOperand::offset).toArray(),
                memory.stream().mapToLong(PointwiseOperand::length).toArray(),
                written);
    }

    private static final class Words {
        private long[] words = new long[64];
        int count;

        void put(long... values) {
            if (count + values.length > words.length) {
                words = Arrays.copyOf(words, 2 * (count + values.length));
            }
            System.arraycopy(values, 0, words, count, values.length);
            count += values.length;
        }

        void set(int at, long value) {
            words[at] = value;
        }

        long[] toArray() {
            return Arrays.copyOf(words, count);
        }
    }
}
