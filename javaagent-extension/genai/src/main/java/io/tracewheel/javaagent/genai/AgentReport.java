// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What {@code -Dtracewheel.agent.report=true} prints: which of our modules match which library in
 * which class loader, and why the others do not. In the agent's log, as soon as a class loader is
 * seen; when the JVM ends, the modules that found no library or are switched off.
 *
 * <p>Asks the agent's own muzzle by reflection, since its classes are no API: should they change,
 * the report says so and nothing else is touched.
 */
final class AgentReport {

  static final String PROPERTY = "tracewheel.agent.report";

  private static final Logger LOGGER = Logger.getLogger(AgentReport.class.getName());
  private static final String MATCHER =
      "io.opentelemetry.javaagent.tooling.muzzle.ReferenceMatcher";
  private static final int REASONS = 3;
  private static final String[] NOT_A_LIBRARY = {
    "io.tracewheel.", "io.opentelemetry.", "java.", "javax.", "jdk.", "sun.", "org.jspecify."
  };

  private final Map<String, State> modules = new ConcurrentSkipListMap<>();
  private final Set<ClassLoader> seen =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private final LinkedBlockingQueue<WeakReference<ClassLoader>> waiting =
      new LinkedBlockingQueue<>();

  /** A module and what became of it. */
  private static final class State {
    final InstrumentationModule module;
    volatile boolean installed;
    volatile boolean libraryFound;

    /** Whether it looks for what the user declares rather than for a library. */
    volatile boolean needsNoLibrary;

    State(InstrumentationModule module) {
      this.module = module;
    }
  }

  private AgentReport() {}

  /** The one of this agent; {@code null} unless the user asked for it. */
  static @Nullable AgentReport get() {
    return Holder.REPORT;
  }

  private static final class Holder {
    static final @Nullable AgentReport REPORT = create();

    private static @Nullable AgentReport create() {
      String value = System.getProperty(PROPERTY);
      if (value == null) {
        value = System.getenv("TRACEWHEEL_AGENT_REPORT");
      }
      // -Dtracewheel.agent.report alone has the empty value.
      if (value == null || value.equalsIgnoreCase("false")) {
        return null;
      }
      AgentReport report = new AgentReport();
      Thread printer = new Thread(report::printAsSeen, "tracewheel-report");
      printer.setDaemon(true);
      printer.start();
      Runtime.getRuntime().addShutdownHook(new Thread(report::printRest, "tracewheel-report-end"));
      return report;
    }
  }

  /** A module exists. */
  void created(InstrumentationModule module) {
    modules.put(module.instrumentationName(), new State(module));
  }

  /** A module is switched on. */
  void installed(InstrumentationModule module) {
    State state = modules.get(module.instrumentationName());
    if (state != null) {
      state.installed = true;
    }
  }

  /** Called for every class that is loaded; does not work there. */
  void seen(@Nullable ClassLoader loader) {
    if (loader != null && seen.add(loader)) {
      waiting.add(new WeakReference<>(loader));
    }
  }

  private void printAsSeen() {
    try {
      while (true) {
        print(waiting.take().get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void print(@Nullable ClassLoader loader) {
    if (loader == null) {
      return;
    }
    for (Map.Entry<String, State> entry : modules.entrySet()) {
      State state = entry.getValue();
      if (!state.installed) {
        continue;
      }
      try {
        state.needsNoLibrary = libraryClasses(state.module).isEmpty();
        String line = line(entry.getKey(), state.module, loader);
        if (line != null) {
          state.libraryFound = true;
          LOGGER.info(line);
        }
      } catch (ReflectiveOperationException | RuntimeException | LinkageError unusable) {
        LOGGER.log(Level.INFO, "No report on " + entry.getKey() + ": " + unusable);
      }
    }
  }

  private void printRest() {
    for (WeakReference<ClassLoader> next = waiting.poll(); next != null; next = waiting.poll()) {
      print(next.get());
    }
    modules.forEach(
        (name, state) -> {
          if (!state.installed) {
            LOGGER.info(name + " is switched off");
          } else if (state.needsNoLibrary) {
            LOGGER.info(name + " is on and needs no library");
          } else if (!state.libraryFound) {
            LOGGER.info(name + " has found no library of its own in any class loader");
          }
        });
  }

  /** Null if the library is not there. */
  private static @Nullable String line(
      String name, InstrumentationModule module, ClassLoader loader)
      throws ReflectiveOperationException {
    String library = library(libraryClasses(module), loader);
    if (library == null) {
      return null;
    }
    List<?> mismatches = mismatches(module, loader);
    String where = library + " in " + loader.getClass().getName();
    if (mismatches.isEmpty()) {
      return name + " matches " + where;
    }
    List<String> reasons = new ArrayList<>();
    for (Object mismatch : mismatches.subList(0, Math.min(REASONS, mismatches.size()))) {
      reasons.add(String.valueOf(mismatch));
    }
    return name
        + " does not match "
        + where
        + ": "
        + String.join("; ", reasons)
        + (mismatches.size() > REASONS ? "; and " + (mismatches.size() - REASONS) + " more" : "");
  }

  /**
   * The jar that has most of the classes; null if most of them are in none, so that a JSON parser
   * alone is not taken for the library that uses it.
   */
  private static @Nullable String library(Set<String> classes, ClassLoader loader) {
    Map<String, Integer> jars = new TreeMap<>();
    int found = 0;
    for (String name : classes) {
      URL url = loader.getResource(name.replace('.', '/') + ".class");
      if (url != null) {
        jars.merge(jar(url), 1, Integer::sum);
        found++;
      }
    }
    return 2 * found < classes.size() || jars.isEmpty()
        ? null
        : Collections.max(jars.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  /** Classes that the module's advice needs from its library. */
  private static Set<String> libraryClasses(InstrumentationModule module)
      throws ReflectiveOperationException {
    Object references = module.getClass().getMethod("getMuzzleReferences").invoke(module);
    Set<String> classes = new TreeSet<>();
    for (Object name : ((Map<?, ?>) references).keySet()) {
      String className = String.valueOf(name);
      boolean library = true;
      for (String prefix : NOT_A_LIBRARY) {
        library &= !className.startsWith(prefix);
      }
      if (library) {
        classes.add(className);
      }
    }
    return classes;
  }

  private static List<?> mismatches(InstrumentationModule module, ClassLoader loader)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName(MATCHER, true, AgentReport.class.getClassLoader());
    Object matcher = type.getMethod("of", InstrumentationModule.class).invoke(null, module);
    Object found =
        type.getMethod("getMismatchedReferenceSources", ClassLoader.class).invoke(matcher, loader);
    return (List<?>) found;
  }

  /** The name of the innermost jar in a URL; the URL itself if there is none. */
  static String jar(URL url) {
    String text = url.toString();
    int end = text.lastIndexOf(".jar");
    if (end < 0) {
      return text;
    }
    return text.substring(text.lastIndexOf('/', end) + 1, end + ".jar".length());
  }
}
