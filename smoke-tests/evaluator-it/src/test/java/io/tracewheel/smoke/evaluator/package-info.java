// SPDX-License-Identifier: Apache-2.0
/** The packaged evaluator as a process, between clients and backends that are not ours. */
@NullMarked
package io.tracewheel.smoke.evaluator;

import org.jspecify.annotations.NullMarked;
