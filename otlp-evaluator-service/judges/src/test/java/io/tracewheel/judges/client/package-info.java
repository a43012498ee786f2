// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tracewheel.judges.client;

import org.jspecify.annotations.NullMarked;
