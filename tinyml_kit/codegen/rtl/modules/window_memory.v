// Keeps the rows that windows need, and reads one window after the other, a word a cycle.
//
// Words come as they are taken and are written one behind the other; after the last word of the
// memory comes the first one again, over rows that no window needs any more. Each output pixel is
// a job: its window is read once for each group of filters. A job starts when the last pixel of
// its window has been written and the queue behind has room for its outputs. It never waits in
// between, and the next job follows without a gap.
//
// Addresses are not multiplied but hop: to the next column of a window, to its next row, to the
// next window. The word that `step` belongs to comes one cycle later, with `first` and `last`
// of its group.
module window_memory #(
    parameter WIDTH = 8,     // bits of a word
    parameter SIZE = 64,     // words of the memory
    parameter ADDRESS = 6,   // bits of an address
    parameter WORDS = 1,     // words of a pixel
    parameter WORD = 1,      // bits that count them
    parameter CAPACITY = 64, // pixels that may come before the first job has ended
    parameter SKIP = 0,      // pixels that come before the first one of the first window
    parameter NEED = 5,      // pixels from there to the last one of that window
    parameter COUNT = 8,     // bits that count pixels
    // The loops of a job, the innermost last, and the hops at the end of each.
    parameter GROUPS = 1, // these turns are counted by `step` alone
    parameter ROWS = 1,
    parameter COLUMNS = 1,
    parameter RUN = 5,
    parameter LOOP = 3,      // bits of a loop's counter
    parameter STEPS = 5,     // the turns of all of them together
    parameter STEP = 3,      // bits that count these
    parameter RUN_HOP = 1,
    parameter COLUMN_HOP = 1,
    parameter ROW_HOP = 1,
    parameter SHARE = 1,     // groups that see the same channels, and the hop to the next ones
    parameter GROUP_HOP = 0,
    parameter PIXEL_HOP = 1,
    parameter LINE_HOP = 0,
    parameter FRAME_HOP = 0,
    parameter FIRST = 0,     // the first word of the first window
    // Windows of a row and of an image; how many pixels further the next one begins.
    parameter OUT_WIDTH = 96,
    parameter OUT_HEIGHT = 96,
    parameter PIXEL_ADVANCE = 1,
    parameter LINE_ADVANCE = 1,
    parameter FRAME_ADVANCE = 1,
    // As in window_stream.
    parameter POOL_WIDTH = 1,
    parameter POOL_HEIGHT = 1,
    parameter POOL_CUT = 0,
    parameter DEPTH = 16,
    parameter ROOM = 5
) (
    input clk,
    input reset,
    output in_ready,
    input take,              // a word is taken
    input write,             // a word comes; behind a line buffer, one cycle later
    input [WIDTH-1:0] in_word,
    input popped,            // a word leaves the queue behind
    output reg [STEP-1:0] step,
    output reg valid,
    output reg first,
    output reg last,
    output reg [WIDTH-1:0] word
);
    (* no_rw_check, ram_style = `STYLE(SIZE) *) reg [WIDTH-1:0] memory [0:SIZE-1];

    // --- Words that come ----------------------------------------------------------------------
    reg [ADDRESS-1:0] write_at;
    reg [WORD-1:0] taken, written;  // words of the pixel that is being taken, or written
    wire took_pixel = take && taken == WORDS - 1;
    wire wrote_pixel = write && written == WORDS - 1;
    reg [COUNT-1:0] space;          // pixels that may still be taken
    assign in_ready = space != 0;

    always @(posedge clk) if (write) memory[write_at] <= in_word;

    // --- Jobs that start ----------------------------------------------------------------------
    reg signed [COUNT:0] ahead;     // pixels written, from the first one of the next job on
    reg [ROOM-1:0] room;            // words for which the queue has room
    reg [COUNT-1:0] x, y;           // the next job
    reg [COUNT-1:0] pool_x, pool_y; // where in the window of the pooling it lies
    reg [ADDRESS-1:0] home, line;   // where its window begins, and the first one of its row
    reg [COUNT-1:0] leaving;        // by how many pixels the job that runs is left behind
    reg busy;

    wire last_x = x == OUT_WIDTH - 1;
    wire last_y = y == OUT_HEIGHT - 1;
    wire pools_x = pool_x == POOL_WIDTH - 1 || (POOL_CUT && last_x);
    wire pools_y = pool_y == POOL_HEIGHT - 1 || (POOL_CUT && last_y);
    wire emits = pools_x && pools_y;
    wire finishing = busy && step == STEPS - 1;
    wire start = (!busy || finishing) && ahead >= NEED && (!emits || room >= GROUPS);
    wire [COUNT-1:0] advance = !last_x ? PIXEL_ADVANCE : !last_y ? LINE_ADVANCE : FRAME_ADVANCE;
    wire [ADDRESS:0] next_line = line + (last_y ? FRAME_HOP : LINE_HOP);
    // Where every row of windows begins at the same word of the memory, there is nothing to compute.
    wire [ADDRESS-1:0] line_within = LINE_HOP == 0 && FRAME_HOP == 0 ? FIRST
        : next_line >= SIZE ? next_line - SIZE : next_line;

    // --- Words that are read ------------------------------------------------------------------
    reg [ADDRESS-1:0] at, here;     // the word, and where the window begins for its group
    reg [LOOP-1:0] shared, row, column, run;
    wire end_run = run == RUN - 1;
    wire end_column = end_run && column == COLUMNS - 1;
    wire end_group = end_column && row == ROWS - 1;
    wire [ADDRESS-1:0] next_here = here + (shared == SHARE - 1 ? GROUP_HOP : 0);
    wire [ADDRESS:0] further = at + (!end_run ? RUN_HOP : !end_column ? COLUMN_HOP : ROW_HOP);

    always @(posedge clk) begin
        word <= memory[at];
        first <= run == 0 && column == 0 && row == 0;
        last <= end_group;
    end

    always @(posedge clk)
        if (reset) begin
            write_at <= 0;
            taken <= 0;
            written <= 0;
            space <= CAPACITY + SKIP;
            ahead <= -SKIP;
            room <= DEPTH;
            x <= 0;
            y <= 0;
            pool_x <= 0;
            pool_y <= 0;
            home <= FIRST;
            line <= 0;
            busy <= 0;
            valid <= 0;
        end else begin
            if (take) taken <= took_pixel ? 0 : taken + 1'b1;
            if (write) begin
                written <= wrote_pixel ? 0 : written + 1'b1;
                write_at <= write_at == SIZE - 1 ? 0 : write_at + 1'b1;
            end
            space <= space - took_pixel + (finishing ? leaving : 0);
            ahead <= ahead + $signed({1'b0, wrote_pixel}) - (start ? $signed({1'b0, advance}) : 0);
            room <= room + popped - (start && emits ? GROUPS : 0);
            valid <= busy;
            if (start) begin
                busy <= 1;
                leaving <= advance;
                at <= home;
                here <= home;
                {step, shared, row, column, run} <= 0;
                x <= last_x ? 0 : x + 1'b1;
                pool_x <= last_x || pools_x ? 0 : pool_x + 1'b1;
                home <= last_x ? line_within : home + PIXEL_HOP;
                if (last_x) begin
                    y <= last_y ? 0 : y + 1'b1;
                    pool_y <= last_y || pools_y ? 0 : pool_y + 1'b1;
                    line <= line_within;
                end
            end else if (finishing) busy <= 0;
            else if (busy) begin
                step <= step + 1'b1;
                run <= end_run ? 0 : run + 1'b1;
                if (end_run) column <= end_column ? 0 : column + 1'b1;
                if (end_column) row <= end_group ? 0 : row + 1'b1;
                if (end_group) begin
                    shared <= shared == SHARE - 1 ? 0 : shared + 1'b1;
                    here <= next_here;
                    at <= next_here;
                end else at <= ROWS > 1 && further >= SIZE ? further - SIZE : further;
            end
        end
endmodule
