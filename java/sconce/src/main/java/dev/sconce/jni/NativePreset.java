package dev.sconce.jni;

import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;

/** Tells JavaCPP how to make {@code CApi}, the binding of the headers in {@code native/include}, at build time. */
@Properties(
        value =
                @Platform(
                        value = "linux-x86_64",
                        include = {"sconce/status.h", "sconce/sconce.h", "sconce/libraries.h"},
                        link = "sconce",
                        library = "jnisconce"),
        target = "dev.sconce.jni.CApi")
public class NativePreset implements InfoMapper {
    @Override
    public void map(InfoMap infoMap) {
        infoMap.put(new Info("SC_API").cppTypes().annotations());
    }
}
