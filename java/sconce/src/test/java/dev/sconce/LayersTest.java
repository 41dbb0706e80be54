package dev.sconce;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom: archive → script → ir → pass → exec → ops → jni, as docs/architecture.md has it. */
@AnalyzeClasses(packages = "dev.sconce", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    /** {@code room} knows none of {@code strangers}. */
    private static ArchRule ignorant(String room, String... strangers) {
        String[] packages = new String[strangers.length];
        for (int i = 0; i < strangers.length; i++) {
            packages[i] = "dev.sconce." + strangers[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage("dev.sconce." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .allowEmptyShould(true);
    }

    @ArchTest
    static final ArchRule archiveReadsAndKnowsTypesOnly = ignorant("archive", "script", "pass", "exec", "ops", "jni");

    @ArchTest
    static final ArchRule theFrontEndMakesGraphsAndKnowsNoOperators = ignorant("script", "pass", "exec", "ops", "jni");

    @ArchTest
    static final ArchRule theIrKnowsNobodyWhoMakesOrRunsIt =
            ignorant("ir", "archive", "script", "pass", "exec", "ops", "jni");

    @ArchTest
    static final ArchRule passesRewriteGraphsOnly = ignorant("pass", "archive", "script", "exec", "jni");

    @ArchTest
    static final ArchRule theInterpreterTakesGraphsAndOperators = ignorant("exec", "archive", "script");

    @ArchTest
    static final ArchRule operatorsKnowValuesAndKernels = ignorant("ops", "archive", "script", "pass", "exec");

    @ArchTest
    static final ArchRule valuesKnowNobodyWhoUsesThem = ignorant("runtime", "archive", "script", "pass", "exec", "ops");

    @ArchTest
    static final ArchRule recordingKnowsNobodyWhoIsRecorded =
            ignorant("trace", "archive", "script", "ir", "pass", "exec", "ops", "runtime");

    @ArchTest
    static final ArchRule onlyRecordingSeesTheFlightRecorder = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sconce.trace..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jdk.jfr..");

    @ArchTest
    static final ArchRule theNativeBoundaryKnowsNobody =
            ignorant("jni", "archive", "script", "ir", "pass", "exec", "ops", "runtime");

    @ArchTest
    static final ArchRule theHostKnowsTheMachineOnly =
            ignorant("host", "archive", "script", "ir", "pass", "exec", "ops", "runtime", "jni");

    @ArchTest
    static final ArchRule onlyTheBoundarySeesPointers = classes()
            .that()
            .resideOutsideOfPackage("dev.sconce.jni..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule onlyTheBoundarySeesTheBinding = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sconce.jni..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.sconce.jni.CApi");
}
