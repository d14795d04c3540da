"""Drawing: fill rules, arcs, clips, matrices, colours, shadings, patterns, pictures and the order they lie in."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lantai.engines.formats.ofd import NoSuchPage, page_count, page_size, read_ofd, render_ofd_page
from lantai.engines.formats.ofd.measure import MAX_PIXELS
from lantai.engines.formats.ofd.tests.pixels import PER_MM, at, ink, near
from tests.support.ofd_writer import (
    OfdFile,
    filled,
    font,
    image,
    jbig2,
    layer,
    media,
    path,
    picture,
    rectangle,
    square_font,
    text,
)

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
STAR = "M 50 10 L 75 85 L 12 38 L 88 38 L 25 85 C"


def drawn(tmp_path, inside, **more):
    return render_ofd_page(OfdFile([layer(inside)], **more).write(tmp_path / "a.ofd"), 1)


def with_pictures(tmp_path, inside, **files):
    """The page with media numbered 9, 10, … in the order of the keywords; `_` in a name stands for the dot."""
    names = [name.replace("_", ".") for name in files]
    resources = font(1, "宋体") + "".join(media(9 + at, name) for at, name in enumerate(names))
    parts = {f"Doc_0/Res/{name}": data for name, data in zip(names, files.values(), strict=True)}
    return drawn(tmp_path, inside, resources=resources, parts=parts)


def test_it_knows_pages_and_their_sizes(tmp_path):
    file = OfdFile([layer(""), layer("")], box="0 0 210 297").write(tmp_path / "a.ofd")

    assert page_count(file) == 2
    assert page_size(file, 2) == (210, 297)
    assert render_ofd_page(file, 1).size == (1654, 2339)
    assert render_ofd_page(file, 1, dpi=100).size == (827, 1169)
    assert render_ofd_page(file, 1, width=600).size == (600, 849)
    with pytest.raises(NoSuchPage, match="2"):
        render_ofd_page(file, 3)


@pytest.mark.parametrize("ask", [{"dpi": 100_000}, {"width": 10_000_000}, {"width": -5}, {"dpi": 1}])
def test_it_never_draws_more_pixels_than_its_limit(tmp_path, ask):
    file = OfdFile([layer(filled(rectangle(0, 0, 90, 40)))], box="0 0 100 50").write(tmp_path / "a.ofd")

    size = render_ofd_page(file, 1, **ask).size

    assert 1 <= size[0] * size[1] <= MAX_PIXELS + sum(size)


def test_it_fills_by_the_rule_the_path_names(tmp_path):
    even_odd = drawn(tmp_path, filled(STAR, more='Rule="Even-Odd"'))
    nonzero = drawn(tmp_path, filled(STAR))

    assert at(even_odd, 50, 55) == WHITE
    assert at(nonzero, 50, 55) == RED
    assert at(even_odd, 50, 25) == at(nonzero, 50, 25) == RED


def test_it_strokes_by_default_and_does_not_fill_without_a_colour(tmp_path):
    page = drawn(tmp_path, path(rectangle(20, 20, 60, 60), more='LineWidth="2" Fill="true"'))

    assert at(page, 50, 50) == WHITE
    assert at(page, 20, 50) == BLACK
    assert at(page, 17, 50) == WHITE


def test_it_draws_arcs_to_either_side(tmp_path):
    half = "M 20 50 A 30 30 0 0 {sweep} 80 50 C"
    upper, lower = (drawn(tmp_path, filled(half.format(sweep=sweep))) for sweep in (1, 0))
    large = drawn(tmp_path, filled("M 50 20 A 30 30 0 1 1 20 50 C"))

    assert (at(upper, 50, 30), at(upper, 50, 70)) == (RED, WHITE)
    assert (at(lower, 50, 30), at(lower, 50, 70)) == (WHITE, RED)
    assert (at(large, 70, 70), at(large, 25, 25)) == (RED, WHITE)
    circle = np.asarray(drawn(tmp_path, filled("M 20 50 A 30 30 0 1 1 80 50 A 30 30 0 1 1 20 50 C")))[:, :, 1] < 128
    assert circle.sum() == pytest.approx(np.pi * (30 * PER_MM) ** 2, rel=0.005)


def test_it_draws_quadratic_and_cubic_curves(tmp_path):
    quadratic = drawn(tmp_path, filled("M 10 90 Q 50 10 90 90 C"))
    cubic = drawn(tmp_path, filled("M 10 90 B 10 10 90 10 90 90 C"))

    assert (at(quadratic, 50, 52), at(quadratic, 50, 48)) == (RED, WHITE)
    assert (at(cubic, 50, 32), at(cubic, 50, 28)) == (RED, WHITE)


def test_it_keeps_what_is_good_of_a_broken_path(tmp_path):
    page = drawn(tmp_path, filled(rectangle(20, 20, 40, 40) + " L 5 X 9 Z"))

    assert at(page, 40, 40) == RED


def test_it_moves_turns_and_stretches_by_the_matrix(tmp_path):
    page = drawn(tmp_path, filled(rectangle(0, 0, 20, 10), more='CTM="0 2 -1 0 50 30"'))

    assert at(page, 45, 50) == RED
    assert at(page, 55, 50) == WHITE
    assert at(page, 45, 75) == WHITE


def test_it_draws_dashes_caps_and_widths(tmp_path):
    pen = 'LineWidth="4" DashPattern="10 10" DashOffset="5"'
    dashed = drawn(tmp_path, path("M 10 50 L 90 50", more=pen))
    square, butt = (
        drawn(tmp_path, path("M 20 50 L 80 50", more=f'LineWidth="8" Cap="{c}"')) for c in ("Square", "Butt")
    )

    assert [at(dashed, x, 50) for x in (12, 20, 30, 40)] == [BLACK, WHITE, BLACK, WHITE]
    assert at(dashed, 12, 53) == WHITE
    assert (at(square, 17, 50), at(butt, 17, 50)) == (BLACK, WHITE)


def test_it_shows_a_line_however_thin(tmp_path):
    page = drawn(
        tmp_path,
        path("M 10 50 L 90 50", boundary="10 50 80 0", more='LineWidth="0.01"')
        .replace("M 10 50", "M 0 0")
        .replace("L 90 50", "L 80 0"),
    )

    assert ink(page)[:, int(50 * PER_MM)].sum() in (1, 2)


def test_it_clips_to_areas_and_to_the_boundary(tmp_path):
    def clip(inside):
        return f'<ofd:Clips TransFlag="false"><ofd:Clip>{inside}</ofd:Clip></ofd:Clips>'

    def area(data):
        inside = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
        return f'<ofd:Area><ofd:Path Boundary="0 0 100 100">{inside}</ofd:Path></ofd:Area>'

    whole = rectangle(0, 0, 100, 100)
    two = drawn(tmp_path, filled(whole, inside=clip(area(rectangle(10, 10, 20, 20)) + area(rectangle(60, 60, 20, 20)))))
    edge = drawn(tmp_path, filled(whole).replace('Boundary="0 0 100 100"', 'Boundary="30 30 40 40"'))

    assert (at(two, 20, 20), at(two, 70, 70), at(two, 45, 45)) == (RED, RED, WHITE)
    assert (at(edge, 50, 50), at(edge, 20, 50), at(edge, 80, 50)) == (RED, WHITE, WHITE)


def test_it_moves_clips_with_the_object_when_told_to(tmp_path):
    clip = (
        '<ofd:Clips TransFlag="true"><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 1 1"><ofd:AbbreviatedData>'
        f"{rectangle(0, 0, 0.5, 1)}</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
    )
    shown = image(9, "80 0 0 80 10 10").replace("/>", f">{clip}</ofd:ImageObject>")
    page = with_pictures(tmp_path, shown, a_png=picture("PNG", BLUE))

    assert (at(page, 30, 50), at(page, 70, 50)) == (BLUE, WHITE)


def test_it_clips_to_letters(tmp_path):
    letters = (
        '<ofd:Text Boundary="10 10 80 80" Font="5" Size="80"><ofd:TextCode X="0" Y="80">方</ofd:TextCode></ofd:Text>'
    )
    clip = f"<ofd:Clips><ofd:Clip><ofd:Area>{letters}</ofd:Area></ofd:Clip></ofd:Clips>"
    page = drawn(
        tmp_path,
        filled(rectangle(0, 0, 100, 100), inside=clip),
        resources=font(5, "甲", "f.ttf"),
        parts={"Doc_0/Res/f.ttf": square_font(with_characters=True)},
    )

    assert (at(page, 50, 50), at(page, 5, 50), at(page, 95, 50)) == (RED, WHITE, WHITE)


SPACES = (
    '<ofd:ColorSpaces><ofd:ColorSpace ID="20" Type="GRAY"/><ofd:ColorSpace ID="21" Type="CMYK"/>'
    '<ofd:ColorSpace ID="22" Type="RGB"><ofd:Palette><ofd:CV>0 0 0</ofd:CV><ofd:CV>0 0 255</ofd:CV></ofd:Palette>'
    "</ofd:ColorSpace></ofd:ColorSpaces>"
)


@pytest.mark.parametrize(
    ("colour", "wanted"),
    [
        ('Value="255 128 0"', (255, 128, 0)),
        ('Value="#ff #80 #00"', (255, 128, 0)),
        ('Value="128" ColorSpace="20"', (128, 128, 128)),
        ('Value="0 0 0 255" ColorSpace="21"', (35, 31, 32)),
        ('Value="0 255 255 0" ColorSpace="21"', (237, 28, 36)),
        ('Index="1" ColorSpace="22"', BLUE),
        ('Value="255 0 0" Alpha="128"', (255, 127, 127)),
        ('Value="nonsense"', WHITE),
    ],
)
def test_it_knows_colour_spaces_palettes_and_alpha(tmp_path, colour, wanted):
    fill = f"<ofd:FillColor {colour}/>"
    page = drawn(
        tmp_path,
        path(rectangle(0, 0, 100, 100), inside=fill, more='Fill="true" Stroke="false"'),
        resources=font(1, "宋体") + SPACES,
    )

    assert near(at(page, 50, 50), wanted, 24 if "21" in colour else 2)


def shaded(tmp_path, shading, data=None):
    fill = f"<ofd:FillColor>{shading}</ofd:FillColor>"
    return drawn(tmp_path, path(data or rectangle(10, 10, 80, 80), inside=fill, more='Fill="true" Stroke="false"'))


STOPS = (
    '<ofd:Segment Position="0"><ofd:Color Value="255 0 0"/></ofd:Segment>'
    '<ofd:Segment Position="1"><ofd:Color Value="0 0 255"/></ofd:Segment>'
)


def test_it_shades_along_an_axis(tmp_path):
    page = shaded(tmp_path, f'<ofd:AxialShd StartPoint="10 0" EndPoint="90 0">{STOPS}</ofd:AxialShd>')

    assert near(at(page, 50, 50), (127, 0, 127), 4)
    assert near(at(page, 12, 20), (249, 0, 6), 4)
    assert at(page, 5, 50) == WHITE


def test_it_extends_a_shading_only_when_told(tmp_path):
    axis = 'StartPoint="40 0" EndPoint="60 0"'
    short, extended = (
        shaded(tmp_path, f'<ofd:AxialShd {axis} Extend="{extend}">{STOPS}</ofd:AxialShd>') for extend in (0, 3)
    )

    assert (at(short, 20, 50), at(short, 80, 50)) == (WHITE, WHITE)
    assert near(at(extended, 20, 50), RED, 2)
    assert near(at(extended, 80, 50), BLUE, 2)


def test_it_repeats_and_reflects_a_shading(tmp_path):
    axis = 'StartPoint="10 0" EndPoint="90 0" MapUnit="40"'
    repeat, reflect = (
        shaded(tmp_path, f'<ofd:AxialShd {axis} MapType="{kind}">{STOPS}</ofd:AxialShd>')
        for kind in ("Repeat", "Reflect")
    )

    assert near(at(repeat, 49, 50), (6, 0, 249), 12)
    assert near(at(repeat, 52, 50), (240, 0, 13), 16)
    assert near(at(reflect, 52, 50), (13, 0, 240), 16)
    assert near(at(reflect, 89, 50), (249, 0, 6), 12)


def test_it_shades_around_a_point_also_in_an_ellipse(tmp_path):
    rings = 'StartPoint="50 50" EndPoint="50 50" StartRadius="0" EndRadius="40"'
    round_ = shaded(tmp_path, f"<ofd:RadialShd {rings}>{STOPS}</ofd:RadialShd>")
    flat = shaded(tmp_path, f'<ofd:RadialShd {rings} Eccentricity="0.866" Angle="0">{STOPS}</ofd:RadialShd>')

    assert near(at(round_, 50, 50), RED, 8)
    assert near(at(round_, 50, 70), (127, 0, 127), 6)
    assert near(at(round_, 70, 50), (127, 0, 127), 6)
    assert near(at(flat, 70, 50), (127, 0, 127), 6)
    assert near(at(flat, 50, 60), (127, 0, 127), 6)


def test_it_shades_between_the_corners_of_triangles(tmp_path):
    def point(x, y, colour):
        return f'<ofd:Point X="{x}" Y="{y}"><ofd:Color Value="{colour}"/></ofd:Point>'

    corners = [(10, 10, "255 0 0"), (90, 10, "0 255 0"), (10, 90, "0 0 255"), (90, 90, "0 0 255")]
    free = shaded(tmp_path, f"<ofd:GouraudShd>{''.join(point(*one) for one in corners[:3])}</ofd:GouraudShd>")
    lattice = shaded(
        tmp_path, f'<ofd:LaGouraudShd VerticesPerRow="2">{"".join(point(*one) for one in corners)}</ofd:LaGouraudShd>'
    )

    assert near(at(free, 14, 13), RED, 40)
    assert near(at(free, 36, 36), (85, 85, 85), 12)
    assert at(free, 80, 80) == WHITE
    assert near(at(lattice, 86, 86), BLUE, 30)


def test_it_tiles_patterns(tmp_path):
    cell = f"<ofd:CellContent>{filled(rectangle(0, 0, 5, 5))}</ofd:CellContent>"
    tiles = '<ofd:Pattern Width="10" Height="10" XStep="20" YStep="20" {more}>' + cell + "</ofd:Pattern>"
    plain = shaded(tmp_path, tiles.format(more=""))
    moved = shaded(tmp_path, tiles.format(more='CTM="1 0 0 1 10 0"'))
    mirrored = shaded(tmp_path, tiles.format(more='ReflectMethod="Column"'))

    assert [at(plain, x, 22) for x in (22, 27, 42, 62)] == [RED, WHITE, RED, RED]
    assert [at(moved, x, 22) for x in (22, 32)] == [WHITE, RED]
    assert [at(mirrored, x, 22) for x in (22, 27, 42, 47)] == [WHITE, RED, RED, WHITE]
    assert at(plain, 2, 22) == WHITE


def test_it_gives_up_a_pattern_of_millions_of_tiles(tmp_path):
    cell = f"<ofd:CellContent>{filled(rectangle(0, 0, 5, 5))}</ofd:CellContent>"
    page = shaded(tmp_path, f'<ofd:Pattern Width="0.01" Height="0.01">{cell}</ofd:Pattern>')

    assert at(page, 50, 50) == WHITE


def test_it_draws_glyphs_by_number_from_a_font_without_characters(tmp_path):
    def glyph(number, y):
        change = f'<ofd:CGTransform CodePosition="0"><ofd:Glyphs>{number}</ofd:Glyphs></ofd:CGTransform>'
        return text("档", 20, y, 20, inside=change).replace('Font="1"', 'Font="5"')

    page = drawn(
        tmp_path,
        glyph(1, 40) + glyph(2, 80),
        resources=font(5, "甲", "f.ttf"),
        parts={"Doc_0/Res/f.ttf": square_font()},
    )

    assert [at(page, x, 30) for x in (22, 38, 42)] == [BLACK, BLACK, WHITE]
    assert [at(page, x, 70) for x in (22, 38)] == [BLACK, WHITE]


def test_it_strokes_and_slants_letters(tmp_path):
    resources = {"resources": font(5, "甲", "f.ttf"), "parts": {"Doc_0/Res/f.ttf": square_font(with_characters=True)}}

    def shown(more, inside=""):
        return drawn(
            tmp_path, text("方", 20, 60, 40, more=more, inside=inside).replace('Font="1"', 'Font="5"'), **resources
        )

    hollow = shown('Fill="false" Stroke="true" LineWidth="2"', '<ofd:StrokeColor Value="0 0 255"/>')
    slanted = shown('Italic="true"')
    narrow = shown('HScale="0.5"')

    assert (at(hollow, 40, 40), at(hollow, 20, 40)) == (WHITE, BLUE)
    assert (at(slanted, 22, 24), at(slanted, 65, 24), at(slanted, 22, 59)) == (WHITE, BLACK, BLACK)
    assert (at(narrow, 38, 40), at(narrow, 42, 40)) == (BLACK, WHITE)


def test_it_inherits_drawing_parameters_from_layers_and_from_one_another(tmp_path):
    params = (
        '<ofd:DrawParams><ofd:DrawParam ID="30" LineWidth="6"><ofd:StrokeColor Value="0 0 255"/></ofd:DrawParam>'
        '<ofd:DrawParam ID="31" Relative="30"><ofd:FillColor Value="0 255 0"/></ofd:DrawParam></ofd:DrawParams>'
    )
    file = OfdFile(
        [layer(path(rectangle(20, 20, 60, 60), more='Fill="true"'), 'DrawParam="31"')],
        resources=font(1, "宋体") + params,
    )

    page = render_ofd_page(file.write(tmp_path / "a.ofd"), 1)

    assert (at(page, 50, 50), at(page, 18, 50), at(page, 22, 50)) == (GREEN, BLUE, BLUE)


def test_it_lays_templates_below_and_above_the_page(tmp_path):
    file = OfdFile(
        [layer(filled(rectangle(30, 0, 40, 100), "0 255 0"))],
        page_head='<ofd:Template TemplateID="t0"/><ofd:Template TemplateID="t1"/>',
        templates=[
            ("Foreground", layer(filled(rectangle(0, 60, 100, 20), "0 0 255"))),
            ("Background", layer(filled(rectangle(0, 20, 100, 20)))),
        ],
    )

    page = render_ofd_page(file.write(tmp_path / "a.ofd"), 1)

    assert (at(page, 10, 30), at(page, 50, 30)) == (RED, GREEN)
    assert (at(page, 10, 70), at(page, 50, 70)) == (BLUE, BLUE)


def test_it_draws_annotations_inside_their_boundary(tmp_path):
    appearance = f'<ofd:Appearance Boundary="50 50 20 20">{filled(rectangle(0, 0, 90, 90))}</ofd:Appearance>'
    hidden = appearance.replace("50 50 20 20", "0 0 30 30")
    annotations = (
        f'<ofd:Annot Type="Stamp" ID="9">{appearance}</ofd:Annot>'
        f'<ofd:Annot Type="Stamp" Visible="false" ID="8">{hidden}</ofd:Annot>'
    )

    page = drawn(tmp_path, "", annotations=annotations)

    assert (at(page, 60, 60), at(page, 45, 60), at(page, 75, 60), at(page, 10, 10)) == (RED, WHITE, WHITE, WHITE)


def test_it_draws_composite_units_with_their_alpha(tmp_path):
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="10" Height="10"><ofd:Content>'
        f"{filled(rectangle(0, 0, 10, 10))}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    page = drawn(
        tmp_path,
        '<ofd:CompositeObject ID="8" ResourceID="7" Boundary="20 20 40 40" CTM="4 0 0 4 0 0" Alpha="128"/>',
        resources=font(1, "宋体") + unit,
    )

    assert near(at(page, 50, 50), (255, 127, 127), 2)
    assert at(page, 65, 50) == WHITE


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF", "GIF"])
def test_it_draws_pictures_of_every_common_kind_turned_as_told(tmp_path, kind):
    page = with_pictures(tmp_path, image(9, "30 30 -30 30 50 20"), a_img=picture(kind, (200, 30, 30)))

    assert near(at(page, 50, 50), (200, 30, 30), 8)
    assert at(page, 25, 25) == WHITE


def test_it_draws_pictures_the_right_way_up(tmp_path):
    half = Image.new("RGB", (40, 40), "white")
    ImageDraw.Draw(half).rectangle((0, 0, 19, 9), fill=RED)
    half.save(tmp_path / "half.png")

    page = with_pictures(tmp_path, image(9, "80 0 0 80 10 10"), a_png=(tmp_path / "half.png").read_bytes())

    assert (at(page, 30, 20), at(page, 70, 20), at(page, 30, 70)) == (RED, WHITE, WHITE)


def test_it_lets_the_page_shine_through_transparent_pictures(tmp_path):
    below = filled(rectangle(0, 0, 100, 100), "0 255 0")
    clear = picture("PNG", (0, 0, 0, 0), mode="RGBA")
    half = picture("PNG", (0, 0, 255, 128), mode="RGBA")

    page = with_pictures(
        tmp_path, below + image(9, "40 0 0 40 5 5") + image(10, "40 0 0 40 55 55"), a_png=clear, b_png=half
    )

    assert at(page, 20, 20) == GREEN
    assert near(at(page, 70, 70), (0, 127, 128), 3)


def test_it_cuts_pictures_by_their_mask_without_black_boxes(tmp_path):
    mask = Image.new("L", (30, 20), 0)
    ImageDraw.Draw(mask).rectangle((0, 0, 14, 19), fill=255)
    mask.save(tmp_path / "mask.png")
    below = filled(rectangle(0, 0, 100, 100), "0 255 0")
    masked = image(9, "80 0 0 80 10 10", more='ImageMask="10"')

    page = with_pictures(
        tmp_path, below + masked, a_jpg=picture("JPEG", (200, 30, 30)), m_png=(tmp_path / "mask.png").read_bytes()
    )

    assert near(at(page, 30, 50), (200, 30, 30), 8)
    assert at(page, 70, 50) == GREEN


def test_it_fades_pictures_by_alpha(tmp_path):
    page = with_pictures(tmp_path, image(9, "80 0 0 80 10 10", more='Alpha="51"'), a_png=picture("PNG", BLACK))

    assert near(at(page, 50, 50), (204, 204, 204), 2)


@pytest.mark.parametrize("with_header", [True, False])
def test_it_draws_jbig2(tmp_path, with_header):
    half = Image.new("L", (64, 64), 255)
    ImageDraw.Draw(half).rectangle((0, 0, 31, 63), fill=0)

    page = with_pictures(tmp_path, image(9, "80 0 0 80 10 10"), a_jb2=jbig2(half, with_header=with_header))

    assert (at(page, 30, 50), at(page, 70, 50)) == (BLACK, WHITE)


def test_it_draws_sixteen_bit_and_palette_pictures(tmp_path):
    grey = Image.fromarray(np.full((20, 20), 32768, np.uint16))
    grey.save(tmp_path / "grey.png")
    Image.new("RGB", (20, 20), (10, 200, 30)).quantize(4).save(tmp_path / "few.png")

    page = with_pictures(
        tmp_path,
        image(9, "40 0 0 40 5 5") + image(10, "40 0 0 40 55 55"),
        a_png=(tmp_path / "grey.png").read_bytes(),
        b_png=(tmp_path / "few.png").read_bytes(),
    )

    assert near(at(page, 20, 20), (128, 128, 128), 2)
    assert near(at(page, 70, 70), (10, 200, 30), 4)


def test_it_draws_the_rest_when_a_picture_is_broken_and_reading_says_so(tmp_path):
    inside = filled(rectangle(0, 0, 20, 20)) + image(9, "40 0 0 40 50 50")
    page = with_pictures(tmp_path, inside, a_png=b"this is no picture")

    assert (at(page, 10, 10), at(page, 60, 60)) == (RED, WHITE)
    assert [(one.code, one.params["part"]) for one in read_ofd(tmp_path / "a.ofd")[1]] == [
        ("ofd.image_unreadable", "Doc_0/Res/a.png")
    ]


def test_it_skips_what_is_marked_invisible(tmp_path):
    page = drawn(
        tmp_path, filled(rectangle(0, 0, 100, 100), more='Visible="false"') + text("档", 20, 40, 10, more='Alpha="0"')
    )

    assert not ink(page).any()
