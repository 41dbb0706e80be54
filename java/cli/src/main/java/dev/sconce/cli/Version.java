package dev.sconce.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the release, and the JVM. Loads nothing native. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String release = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "sconce " + (release == null ? "(built from source)" : release),
            System.getProperty("java.vm.name") + " " + System.getProperty("java.version")
        };
    }
}
