package dev.sconce;

/** A process that sets thread counts as its arguments say, one after the other, and prints what came of each. */
final class ThreadCountProgram {
    private ThreadCountProgram() {}

    public static void main(String[] steps) {
        for (String step : steps) {
            try {
                System.out.println(step + ": " + run(step));
            } catch (SconceException refused) {
                System.out.println(step + ": refused: " + refused.getMessage());
            }
        }
    }

    private static Object run(String step) {
        String[] words = step.split("=");
        switch (words[0]) {
            case "setNumThreads" -> Parallel.setNumThreads(Integer.parseInt(words[1]));
            case "setNumInteropThreads" -> Parallel.setNumInteropThreads(Integer.parseInt(words[1]));
            case "fork" -> {
                try (Module forks = Models.load("forks")) {
                    forks.forwardAsync(Models.inputs("forks")).join().close();
                }
            }
            case "intra" -> {
                ParallelInfo info = Parallel.info();
                return Parallel.getNumThreads() + " from " + info.numThreads().from();
            }
            case "inter" -> {
                ParallelInfo info = Parallel.info();
                return Parallel.getNumInteropThreads() + " from "
                        + info.numInteropThreads().from();
            }
            case "ignored" -> {
                return Parallel.info().ignored();
            }
            default -> throw new IllegalArgumentException(step);
        }
        return "done";
    }
}
