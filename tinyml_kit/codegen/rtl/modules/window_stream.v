// Decides, for a window that slides with the pixels, when it is computed with.
//
// A pixel that completes a window is followed by GROUPS steps, in which the window stands still:
// in each step the filters of one group see it. No pixel is taken in between. A pixel whose
// outputs would not find room in the queue behind has to wait; once taken, nothing waits any more.
//
// The window stands two cycles after its last pixel was taken. `step` says one cycle before which
// group comes next, so that a memory can fetch its weights.
module window_stream #(
    parameter WIDTH = 100,  // pixels in a row of the image
    parameter HEIGHT = 100, // rows
    parameter FIRST_X = 4,  // the first pixel of a row that completes a window, and the first row
    parameter FIRST_Y = 4,
    parameter STRIDE_X = 1, // the distances to the next ones
    parameter STRIDE_Y = 1,
    parameter OUT_WIDTH = 96, // windows in a row, and rows of them
    parameter OUT_HEIGHT = 96,
    parameter GROUPS = 1,
    parameter POOL_WIDTH = 1, // the pooling behind: windows that become one, and in how many rows
    parameter POOL_HEIGHT = 1,
    parameter POOL_CUT = 0,   // 1 where the last ones of a row or an image become one, too
    parameter DEPTH = 16,     // words in the queue behind
    parameter COUNT = 7,      // bits of pixel counters
    parameter STEP = 1,       // bits of a step
    parameter ROOM = 5        // bits that count words of the queue
) (
    input clk,
    input reset,
    input in_valid,
    output in_ready,
    output take,
    input popped, // a word leaves the queue behind
    output reg [STEP-1:0] step,
    output reg valid // the window is computed with
);
    reg [COUNT-1:0] x, y;               // the pixel that comes next
    reg [COUNT-1:0] until_x, until_y;   // pixels until a window is complete, 0: with this one
    reg [COUNT-1:0] out_x, out_y;       // how many windows there were
    reg [COUNT-1:0] pool_x, pool_y;     // where in the window of the pooling this one lies
    reg [ROOM-1:0] room;
    reg busy;

    wire last_x = x == WIDTH - 1;
    wire last_y = y == HEIGHT - 1;
    wire completes = until_x == 0 && until_y == 0 && out_x != OUT_WIDTH && out_y != OUT_HEIGHT;
    wire pools_x = pool_x == POOL_WIDTH - 1 || (POOL_CUT && out_x == OUT_WIDTH - 1);
    wire pools_y = pool_y == POOL_HEIGHT - 1 || (POOL_CUT && out_y == OUT_HEIGHT - 1);
    wire emits = completes && pools_x && pools_y;
    wire finishing = step == GROUPS - 1;

    assign in_ready = (!busy || finishing) && (!emits || room >= GROUPS);
    assign take = in_valid && in_ready;

    always @(posedge clk)
        if (reset) begin
            x <= 0;
            y <= 0;
            until_x <= FIRST_X;
            until_y <= FIRST_Y;
            out_x <= 0;
            out_y <= 0;
            pool_x <= 0;
            pool_y <= 0;
            room <= DEPTH;
            busy <= 0;
            step <= 0;
            valid <= 0;
        end else begin
            valid <= busy;
            if (busy && !finishing) step <= step + 1'b1;
            else begin
                step <= 0;
                busy <= take && completes;
            end
            room <= room + popped - (take && emits ? GROUPS : 0);
            if (take) begin
                x <= last_x ? 0 : x + 1'b1;
                until_x <= last_x ? FIRST_X : until_x == 0 ? STRIDE_X - 1 : until_x - 1'b1;
                out_x <= last_x ? 0 : out_x + completes;
                pool_x <= last_x ? 0 : !completes ? pool_x : pools_x ? 0 : pool_x + 1'b1;
                if (last_x) begin
                    y <= last_y ? 0 : y + 1'b1;
                    until_y <= last_y ? FIRST_Y : until_y == 0 ? STRIDE_Y - 1 : until_y - 1'b1;
                    out_y <= last_y ? 0 : out_y + (until_y == 0 && out_y != OUT_HEIGHT);
                    pool_y <= last_y ? 0
                        : until_y != 0 || out_y == OUT_HEIGHT ? pool_y
                        : pools_y ? 0 : pool_y + 1'b1;
                end
            end
        end
endmodule
