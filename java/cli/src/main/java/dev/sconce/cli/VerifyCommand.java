package dev.sconce.cli;

import dev.sconce.CallOptions;
import dev.sconce.IValue;
import dev.sconce.LoadOptions;
import dev.sconce.Module;
import dev.sconce.SconceException;
import dev.sconce.UnsupportedException;
import dev.sconce.archive.TorchFile;
import dev.sconce.cli.CaseResult.Outcome;
import dev.sconce.runtime.Generator;
import dev.sconce.runtime.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sconce verify}: runs exported models and compares with what PyTorch gave. */
@Command(
        name = "verify",
        description = {
            "Runs models and compares their results with those of PyTorch.",
            "",
            "A case is a folder with model.pt, inputs.pt (torch.save of the tuple of arguments) and expected.pt (torch.save of the"
                    + " result). Further models of the folder, model-*.pt, are cases of their own. Each case is run twice.",
            "",
            "A line a case: PASS, FAIL, UNSUPPORTED or ERROR, the name, the largest absolute and relative difference, the"
                    + " milliseconds of the second run, the reason.",
            "",
            "Equal means: the same structure, dtypes and shapes; floating-point numbers within atol + rtol * |expected|, NaN where"
                    + " NaN; integers of quantized tensors within one step, their scales within rtol; all else identical. Relative"
                    + " differences leave out expected numbers that are 0."
        },
        footer = {
            "",
            "Defaults of rtol and atol by dtype (complex numbers as their parts):",
            "  float32, Python floats  1e-4    1e-5",
            "  float64                 1e-7    1e-7",
            "  float16                 1e-3    1e-5",
            "  bfloat16                1.6e-2  1e-5",
            "",
            "Examples:",
            "  sconce verify models/resnet18",
            "  sconce verify models --rtol 1e-5 --atol 1e-6 --threads 2 --json report.json"
        })
final class VerifyCommand extends Subcommand {
    private static final int RUNS = 2;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "A case's folder, or any folder above some.")
    private List<Path> paths;

    @Option(names = "--rtol", paramLabel = "R", description = "Relative tolerance, for all dtypes.")
    private Double rtol;

    @Option(names = "--atol", paramLabel = "A", description = "Absolute tolerance, for all dtypes.")
    private Double atol;

    @Mixin
    private Threads threads;

    @Option(names = "--interpreter", description = "Interpret each run; never replay a recorded plan.")
    private boolean interpreter;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Before each run, seed the generator of random numbers as torch.manual_seed(N) does.")
    private Long seed;

    @Mixin
    private LoadSettings settings;

    @Override
    Integer run() {
        checkTolerance("--rtol", rtol);
        checkTolerance("--atol", atol);
        List<TestCase> cases = new ArrayList<>();
        for (Path path : paths) {
            List<TestCase> found = TestCase.find(path);
            if (found.isEmpty()) {
                throw new SconceException(path + ": there is no model.pt in this folder or below");
            }
            cases.addAll(found);
        }
        threads.apply();
        LoadOptions options = settings.options();
        Tolerance tolerance = new Tolerance(rtol, atol);
        List<CaseResult> results = new ArrayList<>();
        try (Progress progress = Progress.ofLines("verify", cases.size())) {
            for (TestCase testCase : cases) {
                CaseResult result = verify(testCase, options, tolerance);
                out().println(result.line());
                results.add(result);
                progress.advance();
            }
        }
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        results.forEach(result -> counts.merge(result.outcome(), 1, Integer::sum));
        List<String> words = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            words.add(counts.getOrDefault(outcome, 0) + " " + outcome.counted);
        }
        out().println(String.join(", ", words));
        writeJson(json(results, counts));
        return counts.getOrDefault(Outcome.PASS, 0) == cases.size() ? Main.OK : Main.CHECK_FAILED;
    }

    private void checkTolerance(String option, Double value) {
        if (value != null && !(value >= 0)) {
            throw usage(option + " is a distance, not " + value);
        }
    }

    private static Map<String, Object> json(List<CaseResult> results, Map<Outcome, Integer> counts) {
        Map<String, Object> report = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            report.put(outcome.counted, counts.getOrDefault(outcome, 0));
        }
        report.put("cases", results.stream().map(CaseResult::json).collect(Collectors.toList()));
        return report;
    }

    /** Runs a case. Whatever happens in it is its result, so that the next ones are run too. */
    private CaseResult verify(TestCase testCase, LoadOptions options, Tolerance tolerance) {
        try (Module module = Module.load(testCase.model(), options)) {
            return compare(testCase, module, tolerance);
        } catch (UnsupportedException unsupported) {
            return failed(Outcome.UNSUPPORTED, testCase, unsupported);
        } catch (Throwable failure) {
            return failed(Outcome.ERROR, testCase, failure);
        }
    }

    /** All that a case allocates is freed at the end. */
    private CaseResult compare(TestCase testCase, Module module, Tolerance tolerance) {
        CallOptions options = interpreter ? CallOptions.NONE.withoutPlans() : CallOptions.NONE;
        try (Scope ofCase = Scope.open()) {
            Inputs inputs = Inputs.load(testCase.inputs());
            Object expected = TorchFile.load(testCase.expected());
            Comparison comparison = null;
            double milliseconds = Double.NaN;
            for (int run = 1; run <= RUNS; run++) {
                try (Scope ofRun = Scope.open()) {
                    IValue[] arguments = inputs.copy();
                    if (seed != null) {
                        Generator.ofProcess().manualSeed(seed);
                    }
                    long start = System.nanoTime();
                    IValue result = module.forward(options, arguments);
                    milliseconds = (System.nanoTime() - start) / 1e6;
                    comparison = Comparison.of(result.value(), expected, tolerance);
                }
                if (!comparison.isEqual()) {
                    String reason = (run == 1 ? "" : "in run " + run + ": ") + comparison.mismatch();
                    return new CaseResult(Outcome.FAIL, testCase.name(), comparison, milliseconds, reason);
                }
            }
            return new CaseResult(Outcome.PASS, testCase.name(), comparison, milliseconds, "");
        }
    }

    private CaseResult failed(Outcome outcome, TestCase testCase, Throwable failure) {
        if (stacktrace) {
            err().println(testCase.name() + ":");
            failure.printStackTrace(err());
        }
        return new CaseResult(outcome, testCase.name(), null, Double.NaN, Main.describe(failure));
    }
}
