package dev.sconce;

/**
 * An exception that the model itself raised ({@code raise} or {@code assert} in TorchScript). The message holds the Python class, its
 * message, and the TorchScript stack.
 */
public class ModelException extends SconceException {
    private static final long serialVersionUID = 1L;
    private final String pythonClass;
    private final String pythonMessage;

    /**
     * @param pythonClass qualified name of the class raised, for instance {@code builtins.ValueError}; AssertionError for assert
     * @param pythonMessage what the model said
     */
    public ModelException(String pythonClass, String pythonMessage) {
        super(pythonMessage.isEmpty() ? pythonClass : pythonClass + ": " + pythonMessage);
        this.pythonClass = pythonClass;
        this.pythonMessage = pythonMessage;
    }

    private ModelException(String message, ModelException cause) {
        super(message, cause);
        this.pythonClass = cause.pythonClass;
        this.pythonMessage = cause.pythonMessage;
    }

    /** The same exception with the TorchScript stack appended to its message. */
    public ModelException withStack(String torchScriptStack) {
        return new ModelException(getMessage() + "\n" + torchScriptStack, this);
    }

    public String pythonClass() {
        return pythonClass;
    }

    public String pythonMessage() {
        return pythonMessage;
    }
}
