/** People are changed while a standby that is minutes behind takes the first looks. */
package dev.hushkey.stack.bench.standby;
