"""Answers to the exercises on circuits: right ones of several kinds, and usual wrong ones."""

from tinyml_kit.course.keys import chapter_16

SATURATES = """
module accumulate (input clk, input reset, input signed [7:0] x, output reg signed [11:0] sum);
    wire signed [12:0] next = sum + x;
    always @(posedge clk)
        if (reset) sum <= 0;
        else if (next > 2047) sum <= 2047;
        else if (next < -2048) sum <= -2048;
        else sum <= next;
endmodule"""
SATURATES_BY_BITS = """
module accumulate (input clk, input reset, input signed [7:0] x, output reg signed [11:0] sum);
    wire signed [12:0] next = sum + x;
    wire over = next[12] != next[11];
    always @(posedge clk)
        sum <= reset ? 12'd0 : over ? {next[12], {11{!next[12]}}} : next[11:0];
endmodule"""
WRAPS = SATURATES.replace("else if (next > 2047) sum <= 2047;", "")
NARROW = SATURATES.replace("[12:0] next", "[11:0] next")
NO_RESET = SATURATES.replace("if (reset) sum <= 0;\n        else if", "if")

BROKEN = """
module requantise (input signed [17:0] sum, output signed [7:0] out);
    wire signed [27:0] scaled = sum * 5213;
    wire signed [17:0] moved = (scaled >>> 20) - 128;
    assign out = moved < -128 ? -128 : moved > 127 ? 127 : moved;
endmodule"""
ROUNDED = BROKEN.replace("[27:0]", "[39:0]").replace("sum * 5213", "sum * 5213 + 524288")
ROUNDED_LATER = BROKEN.replace("[27:0]", "[31:0]").replace(
    "scaled >>> 20)", "scaled >>> 20) + $signed({1'b0, scaled[19]})"
)
WIDE_ONLY = BROKEN.replace("[27:0]", "[39:0]")
ROUND_ONLY = BROKEN.replace("sum * 5213", "sum * 5213 + 524288")

ROWS = """
module rows (input clk, input reset, input take, input [7:0] pixel,
             output reg valid, output reg signed [8:0] difference);
    reg [7:0] above [0:15];
    reg [3:0] at;
    reg full;
    always @(posedge clk)
        if (reset) begin
            at <= 0;
            full <= 0;
            valid <= 0;
        end else begin
            valid <= take && full;
            if (take) begin
                difference <= $signed({1'b0, pixel}) - $signed({1'b0, above[at]});
                above[at] <= pixel;
                at <= at + 1;
                if (at == 15) full <= 1;
            end
        end
endmodule"""
ALWAYS_VALID = ROWS.replace("take && full", "take")
UNSIGNED = ROWS.replace("{1'b0, pixel}", "pixel").replace("{1'b0, above[at]}", "above[at]")
TAKES_GAPS = ROWS.replace("if (take) begin", "begin")

IN_SPACE = """
module product (input clk, input reset, input start, input signed [7:0] a, b,
                output reg done, output reg signed [15:0] y);
    wire signed [15:0] x = a;
    always @(posedge clk) begin
        done <= start;
        y <= (b[0] ? x : 0) + (b[1] ? x <<< 1 : 0) + (b[2] ? x <<< 2 : 0) + (b[3] ? x <<< 3 : 0)
           + (b[4] ? x <<< 4 : 0) + (b[5] ? x <<< 5 : 0) + (b[6] ? x <<< 6 : 0)
           - (b[7] ? x <<< 7 : 0);
    end
endmodule"""
IN_TIME = """
module product (input clk, input reset, input start, input signed [7:0] a, b,
                output reg done, output reg signed [15:0] y);
    reg signed [15:0] x;
    reg [7:0] left;
    reg [3:0] step;
    always @(posedge clk)
        if (reset) begin
            step <= 8;
            done <= 0;
        end else if (start) begin
            x <= a;
            left <= b;
            y <= 0;
            step <= 0;
            done <= 0;
        end else begin
            if (step < 8) begin
                if (left[0]) y <= step == 7 ? y - x : y + x;
                x <= x <<< 1;
                left <= left >> 1;
                step <= step + 1;
            end
            done <= step == 7;
        end
endmodule"""
WITHOUT_SIGN = IN_SPACE.replace("- (b[7]", "+ (b[7]")
BY_STAR = IN_SPACE.replace("(b[0] ? x : 0)", "a * b")
SLOW = IN_TIME.replace("step == 7;", "0;")

by_kit = chapter_16.cycles_of_a_frame


def by_loop(width, height, kernel, filters, lanes):
    taken = 0
    for y in range(height):
        for x in range(width):
            complete = y >= kernel - 1 and x >= kernel - 1
            taken += filters // lanes if complete else 1
    return taken


ON_CIRCUITS = {
    "16-saturate": ([SATURATES, SATURATES_BY_BITS], [WRAPS, NARROW, NO_RESET, "module x;", ""]),
    "16-mend": ([ROUNDED, ROUNDED_LATER], [BROKEN, WIDE_ONLY, ROUND_ONLY, "endmodule"]),
    "16-cycles": (
        [by_kit, by_loop],
        [lambda w, h, k, f, n: w * h, lambda w, h, k, f, n: w * h * f // n,
         lambda w, h, k, f, n: (w - k + 1) * (h - k + 1) * f // n],
    ),
    "16-rows": ([ROWS], [ALWAYS_VALID, UNSIGNED, TAKES_GAPS]),
    "16-multiply": ([IN_SPACE, IN_TIME], [WITHOUT_SIGN, BY_STAR, SLOW]),
}  # fmt: skip
