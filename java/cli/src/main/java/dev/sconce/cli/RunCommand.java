package dev.sconce.cli;

import dev.sconce.IValue;
import dev.sconce.Module;
import dev.sconce.Parallel;
import dev.sconce.archive.TorchFile;
import dev.sconce.runtime.Scope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sconce run}: one call of a model. */
@Command(
        name = "run",
        description = "Calls a model once and prints its result: type, dtype, shape, first values.",
        footer = {
            "",
            "Examples:",
            "  sconce run model.pt --inputs inputs.pt",
            "  sconce run model.pt --inputs image.npy --output result.pt --threads 2",
            "  sconce run model.pt --method encode --inputs inputs.pt",
            "  sconce run model.pt --inputs inputs.pt --warmup 3 --trace trace.json",
            "",
            "In Python: torch.save((x, y), \"inputs.pt\"), and torch.load(\"result.pt\")."
        })
final class RunCommand extends Subcommand {
    @Parameters(paramLabel = "MODEL", description = "A file of torch.jit.save.")
    private Path model;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "forward",
            description = "The method to call. Default: forward.")
    private String method;

    @Option(
            names = "--inputs",
            paramLabel = "FILE",
            description =
                    "The arguments: .pt (torch.save of a tuple), .npy (one), .npz (each array one). Default: none.")
    private Path inputs;

    @Option(names = "--output", paramLabel = "FILE.pt", description = "Save the result, as torch.save does.")
    private Path output;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description =
                    "Record the call for chrome://tracing or Perfetto: operators, forks, waits, and on which threads.")
    private Path trace;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "0",
            description = "Call it N times before, so that a trace shows nothing being compiled or loaded. Default: 0.")
    private int warmup;

    @Mixin
    private Threads threads;

    @Option(
            names = "--interop-threads",
            paramLabel = "N",
            description =
                    "Threads for torch.jit.fork (torch.set_num_interop_threads). Default: the CPUs this process may use.")
    private Integer interopThreads;

    @Mixin
    private LoadSettings settings;

    @Override
    Integer run() {
        checkTarget(output);
        checkTarget(trace);
        if (warmup < 0) {
            throw usage("--warmup is a number of calls, not " + warmup);
        }
        threads.apply();
        if (interopThreads != null) {
            Parallel.setNumInteropThreads(interopThreads);
        }
        try (Module module = Models.load(model, settings);
                Scope ignored = Scope.open()) {
            Inputs arguments = Inputs.load(inputs);
            Runnable warmUp = () -> warmUp(module, arguments);
            IValue[] mine = arguments.copy();
            Object result;
            if (trace == null) {
                warmUp.run();
                result = call(module, mine).value();
            } else {
                result = TraceRecording.of(warmUp, () -> call(module, mine), trace)
                        .value();
            }
            ValueText.lines(result).forEach(out()::println);
            if (output != null) {
                TorchFile.save(result, output);
            }
            writeJson(json(result));
        }
        return Main.OK;
    }

    private void warmUp(Module module, Inputs arguments) {
        for (int i = 0; i < warmup; i++) {
            try (Scope ignored = Scope.open()) {
                call(module, arguments.copy());
            }
        }
    }

    private IValue call(Module module, IValue[] arguments) {
        return method.equals("forward") ? module.forward(arguments) : module.runMethod(method, arguments);
    }

    private Map<String, Object> json(Object result) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("model", model.toString());
        out.put("method", method);
        out.put("result", ValueText.json(result));
        return out;
    }
}
