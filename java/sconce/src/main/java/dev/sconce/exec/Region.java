package dev.sconce.exec;

import dev.sconce.ir.Block;
import dev.sconce.ir.Node;
import java.util.List;

/**
 * A run of nodes of one block whose kernel calls depend on nothing but what comes in: types, sizes, strides, and the values of numbers.
 * The first execution for such a {@link Signature} records a {@link Plan}, later ones replay it. Shared by all threads.
 */
final class Region {
    final Executable owner;
    final Block block;
    /** Registers of values from outside that its nodes use. */
    final int[] in;
    /** Registers of its values that are used after it. */
    final int[] out;
    /** Of {@link #in}: those whose last use is inside. */
    int[] drops;

    /** The nodes that make {@link #out}. */
    final List<Node> producers;

    final PlanCache plans = new PlanCache();

    Region(Executable owner, Block block, int[] in, int[] out, List<Node> producers) {
        this.owner = owner;
        this.block = block;
        this.in = in;
        this.out = out;
        this.producers = producers;
    }

    /** The head of a region: replays it and goes on behind it, or has it recorded, or leaves it to the interpreter. */
    static final class Enter extends Instruction {
        private final Region region;
        int end;

        Enter(Region region) {
            super(null, region.in, NONE);
            this.region = region;
        }

        Region region() {
            return region;
        }

        @Override
        void execute(Task task, Frame frame) {
            if (!task.usesPlans() || task.recorder() != null) {
                return;
            }
            task.checkCancelled();
            Signature signature = Signature.of(frame, region.in);
            if (signature == null) {
                return;
            }
            Plan plan = region.plans.find(signature);
            if (plan == null) {
                if (region.plans.wantsMore()) {
                    task.setRecorder(new PlanRecorder(task, region, frame, signature));
                }
                return;
            }
            if (plan.replay(task, frame, region.out, signature)) {
                for (int register : region.drops) {
                    frame.drop(register);
                }
                frame.pc = end;
            }
        }
    }

    /** The end of a region: what was recorded becomes a plan. */
    static final class Leave extends Instruction {
        private final Region region;

        Leave(Region region) {
            super(null, NONE, NONE);
            this.region = region;
        }

        @Override
        void execute(Task task, Frame frame) {
            PlanRecorder recorder = task.recorder();
            if (recorder != null && recorder.isOf(region, frame)) {
                task.setRecorder(null);
                recorder.finish();
            }
        }
    }
}
