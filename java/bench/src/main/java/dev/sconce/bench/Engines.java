package dev.sconce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Sconce and those of its peers that this build has. */
final class Engines {
    private Engines() {}

    /** Sconce first. */
    static List<Engine> all() {
        List<Engine> engines = new ArrayList<>(List.of(new SconceEngine()));
        ServiceLoader.load(Engine.class).forEach(engines::add);
        return engines;
    }

    /**
     * What a model should return: its expected.pt, else what the first peer says that runs it, else nothing. A peer that fails is not told
     * of here: it fails again where it would be measured.
     *
     * @return null where nobody knows
     */
    static List<double[]> expected(ModelFolder folder) throws Exception {
        if (folder.hasExpected()) {
            return folder.expected();
        }
        for (Engine peer : all()) {
            if (!(peer instanceof SconceEngine) && peer.canLoad(folder)) {
                try (Runner runner = peer.load(folder, 1)) {
                    return runner.result();
                } catch (Exception | LinkageError failed) {
                    continue;
                }
            }
        }
        return null;
    }
}
