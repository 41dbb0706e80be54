package dev.sconce.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.Scoped;
import dev.sconce.ir.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code warnings.warn} of a model goes to the logger {@code dev.sconce}, each text once in a process. */
@Scoped
class WarningsTest {
    private final Logger logger = Logger.getLogger("dev.sconce");
    private final List<String> heard = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord each) {
            heard.add(each.getLevel() + " " + each.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(listener);
        logger.setUseParentHandlers(true);
    }

    @Test
    void aTextIsLoggedOnceHoweverOftenItsModelIsCalled() {
        Function f = PlanCalls.function("(text: str) -> str:\n  ops.aten.warn(text, 2)\n  return text\n");
        for (int i = 0; i < 3; i++) {
            PlanCalls.call(f, "deprecated: use the other");
            PlanCalls.call(f, "slow here");
        }
        assertEquals(List.of("WARNING deprecated: use the other", "WARNING slow here"), heard);
    }
}
