// SPDX-License-Identifier: Apache-2.0
/** Lists what destinations have refused for good, and sends it again. */
@NullMarked
package io.tracewheel.server.deadletters;

import org.jspecify.annotations.NullMarked;
