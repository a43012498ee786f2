// SPDX-License-Identifier: Apache-2.0
/** The log on Apache Kafka, divided by trace, which several evaluators share. */
@NullMarked
package io.tracewheel.kafka;

import org.jspecify.annotations.NullMarked;
