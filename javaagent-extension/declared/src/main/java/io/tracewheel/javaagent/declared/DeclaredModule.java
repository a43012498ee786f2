// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;

/**
 * Methods that the configuration or an annotation declares. Switched by {@code
 * otel.instrumentation.tracewheel-declared.enabled}.
 */
public final class DeclaredModule extends TracewheelInstrumentationModule {

  private static final Logger LOGGER = Logger.getLogger(DeclaredModule.class.getName());

  public DeclaredModule() {
    super("tracewheel-declared");
  }

  /** After upstream's {@code @WithSpan}, whose span then is open when ours looks for it. */
  @Override
  public int order() {
    return 2000;
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    Declarations declarations = Declarations.read(GlobalOpenTelemetry.get(), LOGGER::warning);
    List<DeclaredInstrumentation> declared = new ArrayList<>();
    for (Declaration declaration : declarations.all) {
      for (Glob type : declaration.classes) {
        declared.add(new DeclaredInstrumentation(declarations, declaration, type, LOGGER::warning));
      }
    }
    if (!declared.isEmpty()) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> declared.forEach(DeclaredInstrumentation::sayIfInVain),
                  "tracewheel-declared-end"));
    }
    List<TypeInstrumentation> all = new ArrayList<>(declared);
    all.add(new AnnotatedInstrumentation(declarations));
    return all;
  }
}
