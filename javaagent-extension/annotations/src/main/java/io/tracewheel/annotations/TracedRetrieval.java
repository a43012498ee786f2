// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Each call of the method searches for documents: a span {@code retrieval <source>}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TracedRetrieval {

  /**
   * Name of what is searched, or a path in braces that it is read from at each call. Default: not
   * known.
   */
  String source() default "";

  /**
   * Path of the input, {@code none} for nothing. Default: the argument, if there is only one, else
   * all by name.
   */
  String input() default "";

  /** Path of the output, {@code none} for nothing. Default: {@code result}. */
  String output() default "";
}
