// SPDX-License-Identifier: Apache-2.0
/** Tests against real brokers, each a process. */
@NullMarked
package io.tracewheel.kafka;

import org.jspecify.annotations.NullMarked;
