// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One declared method of one class. */
final class Site {

  static final String ANNOTATIONS = "io.tracewheel.annotations.Traced";

  private static final Logger LOGGER = Logger.getLogger(Site.class.getName());

  final Class<?> type;
  final Method method;
  final Spec spec;
  final List<String> parameters;

  /** Whether upstream may have a span for the same call. */
  final boolean annotatedWithSpan;

  private Site(Class<?> type, Method method, Spec spec) {
    this.type = type;
    this.method = method;
    this.spec = spec;
    List<String> names = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      if (parameter.isNamePresent()) {
        names.add(parameter.getName());
      }
    }
    parameters = names;
    boolean withSpan = false;
    for (Annotation annotation : method.getAnnotations()) {
      withSpan |= annotation.annotationType().getName().endsWith(".annotations.WithSpan");
    }
    annotatedWithSpan = withSpan;
  }

  /** What is declared of a method; {@code null} for nothing, or for nothing that can be used. */
  static @Nullable Site of(Class<?> type, Method method) {
    Declaration declaration = Declarations.configured().of(type, method);
    String place = declaration == null ? type.getName() + "." + method.getName() : "";
    Site site;
    try {
      Spec spec = declaration == null ? annotated(method) : declaration.spec;
      site = spec == null ? null : new Site(type, method, spec);
    } catch (IllegalArgumentException e) {
      LOGGER.warning("The annotation of " + place + " is ignored: " + e.getMessage() + ".");
      return null;
    }
    if (site != null) {
      site.sayMisfits(declaration == null ? "The annotation of " + place : declaration.property);
    }
    return site;
  }

  private void sayMisfits(String where) {
    ValuePath name = spec.name == null ? null : spec.name.path();
    ValuePath[] paths = {name, spec.input, spec.output, spec.conversation};
    for (ValuePath path : paths) {
      String misfit = path == null ? null : path.misfit(method.getParameterCount(), parameters);
      if (misfit != null) {
        LOGGER.warning(where + ": " + misfit + "; nothing is read from there (" + method + ").");
      }
    }
  }

  private static @Nullable Spec annotated(Method method) {
    for (Annotation annotation : method.getAnnotations()) {
      String name = annotation.annotationType().getName();
      Kind kind =
          name.startsWith(ANNOTATIONS) ? Kind.of(name.substring(ANNOTATIONS.length())) : null;
      if (kind != null) {
        String subject = kind == Kind.RETRIEVAL ? "source" : "name";
        return Spec.of(kind, key -> said(annotation, key.equals("name") ? subject : key));
      }
    }
    return null;
  }

  /** By reflection: the annotation is the application's, of whatever release. */
  private static @Nullable String said(Annotation annotation, String key) {
    try {
      return String.valueOf(annotation.annotationType().getMethod(key).invoke(annotation));
    } catch (ReflectiveOperationException | RuntimeException notInThisRelease) {
      return null;
    }
  }

  /** The name of the tool, agent, workflow or source in one call. */
  @Nullable String name(@Nullable Object self, Object[] arguments) {
    String declared = spec.name == null ? null : spec.name.read(self, arguments, parameters);
    if (declared != null || spec.kind == Kind.RETRIEVAL) {
      return declared;
    }
    if (spec.kind == Kind.TOOL) {
      return method.getName();
    }
    String simple = (self == null ? type : self.getClass()).getSimpleName();
    return simple.isEmpty() ? type.getSimpleName() : simple;
  }

  List<String> parameters() {
    return Collections.unmodifiableList(parameters);
  }
}
