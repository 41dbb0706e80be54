package dev.sconce.cli;

import dev.sconce.Module;
import java.nio.file.Path;

/** Loads models for the commands. */
final class Models {
    private Models() {}

    /** Loads a model, with a progress bar when it takes long. To be called outside of scopes: the caller closes the module. */
    static Module load(Path model, LoadSettings settings) {
        try (Progress progress = Progress.ofReading("loading")) {
            return Module.load(model, settings.options(), progress);
        }
    }
}
