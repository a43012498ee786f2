// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

/**
 * One thing that goes wrong.
 *
 * @param name the row of the table
 * @param inShortForm whether it is in every build too
 * @param course what happens
 */
record Fault(String name, boolean inShortForm, Course course) {

  Fault(String name, Course course) {
    this(name, true, course);
  }

  /** One that has a neighbour in the short form, or would take too long there. */
  static Fault longOnly(String name, Course course) {
    return new Fault(name, false, course);
  }

  /** Sets a stage up, does the harm, says when it is over and what it was. */
  interface Course {
    void run(Stage stage) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}
