// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.incubator.ExtendedOpenTelemetry;
import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration declares. By properties: {@code
 * otel.instrumentation.tracewheel.declared=weather,planner} names the declarations, {@code
 * otel.instrumentation.tracewheel.declared.weather.class} and so on say what they are. In a
 * declarative configuration: a list of maps under {@code instrumentation/development: java:
 * tracewheel: declared:}. Where several declarations name a method the first one counts.
 */
final class Declarations {

  static final String PROPERTY = "otel.instrumentation.tracewheel.declared";

  private static final int MOST = 100;

  final List<Declaration> all;

  private Declarations(List<Declaration> all) {
    this.all = all;
  }

  static Declarations of(List<Declaration> all) {
    return new Declarations(all);
  }

  /** Of the running agent, for advice; what is wrong with them was said at the start. */
  static Declarations configured() {
    return OfAgent.INSTANCE;
  }

  private static final class OfAgent {
    static final Declarations INSTANCE = read(GlobalOpenTelemetry.get(), problem -> {});
  }

  /**
   * @param problems is told in a sentence what is ignored, why, and how to mend it
   */
  static Declarations read(OpenTelemetry openTelemetry, Consumer<String> problems) {
    DeclarativeConfigProperties config =
        openTelemetry instanceof ExtendedOpenTelemetry
            ? ((ExtendedOpenTelemetry) openTelemetry).getInstrumentationConfig("tracewheel")
            : DeclarativeConfigProperties.empty();
    List<DeclarativeConfigProperties> listed = structured(config);
    return listed != null ? ofFile(listed, problems) : ofProperties(config, problems);
  }

  private static @Nullable List<DeclarativeConfigProperties> structured(
      DeclarativeConfigProperties config) {
    try {
      return config.getStructuredList("declared");
    } catch (RuntimeException noList) {
      return null;
    }
  }

  private static Declarations ofFile(
      List<DeclarativeConfigProperties> listed, Consumer<String> problems) {
    List<Declaration> all = new ArrayList<>();
    for (DeclarativeConfigProperties one : listed) {
      String place = "tracewheel: declared: entry " + (all.size() + 1);
      add(all, place, ": ", key -> value(one, key), problems);
    }
    return new Declarations(all);
  }

  private static Declarations ofProperties(
      DeclarativeConfigProperties config, Consumer<String> problems) {
    Set<String> names = new LinkedHashSet<>();
    String listed = value(config, "declared");
    for (String name : listed == null ? new String[0] : listed.split(",")) {
      if (!name.trim().isEmpty()) {
        names.add(name.trim());
      }
    }
    List<Declaration> all = new ArrayList<>();
    for (String name : names) {
      DeclarativeConfigProperties one = config.get("declared").get(name);
      add(all, PROPERTY + "." + name, ".", key -> value(one, key), problems);
    }
    for (Object key : System.getProperties().keySet()) {
      String property = String.valueOf(key);
      if (property.startsWith(PROPERTY + ".") && property.endsWith(".class")) {
        String name =
            property.substring(PROPERTY.length() + 1, property.length() - ".class".length());
        if (!names.contains(name)) {
          problems.accept(
              property + " is ignored, because " + PROPERTY + " does not list '" + name + "'.");
        }
      }
    }
    return new Declarations(all);
  }

  private static void add(
      List<Declaration> all,
      String place,
      String separator,
      UnaryOperator<@Nullable String> said,
      Consumer<String> problems) {
    if (all.size() == MOST) {
      problems.accept(place + " is ignored: there can be " + MOST + " declarations at most.");
      return;
    }
    try {
      all.add(Declaration.of(place, said));
    } catch (IllegalArgumentException e) {
      problems.accept(place + separator + e.getMessage() + ". The declaration is ignored.");
    }
  }

  /** A text, or the elements of a list with commas between. */
  private static @Nullable String value(DeclarativeConfigProperties config, String key) {
    try {
      String text = config.getString(key);
      if (text != null) {
        return text;
      }
    } catch (RuntimeException noText) {
      // A list in a file.
    }
    try {
      List<String> list = config.getScalarList(key, String.class);
      return list == null ? null : String.join(",", list);
    } catch (RuntimeException neither) {
      return null;
    }
  }

  /** The first that names a method of a class of the application, if any. */
  @Nullable Declaration of(Class<?> type, Method method) {
    for (Declaration declaration : all) {
      if (declaration.takesMethod(method.getName(), Modifier.isPrivate(method.getModifiers()))
          && declaration.takesClass(type)) {
        return declaration;
      }
    }
    return null;
  }
}
