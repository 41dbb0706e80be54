package dev.sconce.runtime;

/** A complex number of TorchScript. */
public record Complex(double real, double imaginary) {
    @Override
    public String toString() {
        return real == 0 && 1 / real > 0 ? imaginary + "j" : "(" + real + (imaginary < 0 ? "" : "+") + imaginary + "j)";
    }
}
