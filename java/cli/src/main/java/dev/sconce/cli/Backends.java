package dev.sconce.cli;

import java.util.Collections;
import java.util.List;

/** The threading backends that are installed side by side, to be chosen by {@code -Dsconce.backend}. */
final class Backends {
    private Backends() {}

    /** Their names; a null alone where there is nothing to choose. */
    static List<String> installed() {
        return Collections.singletonList(null);
    }
}
